// The routes of the server: each add_… puts those of one prefix into the router, and stands with its handlers in the
// file of that prefix (add_flows in flows.cpp).
#pragma once

#include <routes/scope.hpp>

#include <memory>

namespace praetor::routes {

// All of them, with the checks before them and the document that describes them. `app` must outlive the router.
std::unique_ptr<router> make_router(application& app);

// Those below the API's prefix; the members of `config` that say whether a route is there are looked at.
void add_api(router& r, settings::values const& config);

// /health, /version, /hello, /ready, /pid in test mode; /admin; /csrf-token
void add_root(router& r, settings::values const& config);

// /health/database; /metrics where PRAETOR_METRICS_ENABLED says so.
void add_health(router& r, settings::values const& config);

// /flows
void add_flows(router& r);

// /deployments
void add_deployments(router& r);

// /deployments/{id}/schedules
void add_deployment_schedules(router& r);

// /flow_runs
void add_flow_runs(router& r);

// Flow runs of /deployments: created, scheduled, due
void add_deployment_runs(router& r);

// /flow_runs/{id}/input
void add_flow_run_inputs(router& r);

// /flow_runs/{id}/graph and /flow_runs/{id}/graph-v2
void add_flow_run_graphs(router& r);

// /task_runs
void add_task_runs(router& r);

// /task_workers, and the websocket /task_runs/subscriptions/scheduled on which they wait for work
void add_task_workers(router& r);
void add_worker_channel(router& r);

// /flow_run_states and /task_run_states
void add_run_states(router& r);

// /observed-states
void add_observed_states(router& r);

// /logs
void add_logs(router& r);

// /artifacts
void add_artifacts(router& r);

// /variables
void add_variables(router& r);

// /concurrency_limits
void add_concurrency_limits(router& r);

// /saved_searches
void add_saved_searches(router& r);

// Changes of /admin/storage
void add_result_storage(router& r);

// /block_types
void add_block_types(router& r);

// /block_schemas
void add_block_schemas(router& r);

// /block_documents
void add_block_documents(router& r);

// /block_capabilities
void add_block_capabilities(router& r);

// /collections
void add_collections(router& r);

// /v2/concurrency_limits
void add_concurrency_limits_v2(router& r);

// /work_pools, with their queues and workers
void add_work_pools(router& r);

// /work_queues
void add_work_queues(router& r);

// /events
void add_events(router& r);

// /automations
void add_automations(router& r);

// /templates and /automations/templates
void add_templates(router& r);

// /ui/flows: what only the dashboard asks.
void add_ui_flows(router& r);

// /ui/flow_runs: what only the dashboard asks.
void add_ui_flow_runs(router& r);

// /ui/task_runs: what only the dashboard asks.
void add_ui_task_runs(router& r);

// /ui/schemas: what only the dashboard asks.
void add_ui_schemas(router& r);

// Outside of the API's prefix: /ui-settings, and the dashboards at their base paths
void add_dashboards(router& r, application& app);

} // namespace praetor::routes
