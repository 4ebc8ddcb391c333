#include <models/reference_version.hpp>
#include <routes/access.hpp>
#include <routes/csrf.hpp>
#include <routes/routes.hpp>

#include <server/http/api_version.hpp>
#include <server/http/openapi/docs_page.hpp>
#include <server/settings/base_path.hpp>

namespace praetor::routes {
namespace {

// In the reference's order. Who a websocket is, it says in its handshake (prefect_socket.hpp).
void add_checks(router& r, settings::values const& config)
{
    using http::applies;
    if (config.server.api.csrf_protection_enabled)
        r.check("csrf token", applies::to_writes, check_csrf_token);
    r.check("credentials", applies::to_root, check_access);
    r.check("api version", applies::to_routes | applies::to_websockets,
            [](scope& rq) { return http::check_api_version(rq.request()); });
}

} // namespace

void add_api(router& r, settings::values const& config)
{
    add_root(r, config);
    add_health(r, config);
    add_flows(r);
    add_deployments(r);
    add_deployment_schedules(r);
    add_flow_runs(r);
    add_deployment_runs(r);
    add_flow_run_inputs(r);
    add_flow_run_graphs(r);
    add_task_runs(r);
    add_task_workers(r);
    add_worker_channel(r);
    add_run_states(r);
    add_observed_states(r);
    add_logs(r);
    add_artifacts(r);
    add_variables(r);
    add_concurrency_limits(r);
    add_saved_searches(r);
    add_result_storage(r);
    add_block_types(r);
    add_block_schemas(r);
    add_block_documents(r);
    add_block_capabilities(r);
    add_collections(r);
    add_concurrency_limits_v2(r);
    add_work_pools(r);
    add_work_queues(r);
    add_events(r);
    add_automations(r);
    add_templates(r);
    add_ui_flows(r);
    add_ui_flow_runs(r);
    add_ui_task_runs(r);
    add_ui_schemas(r);
}

std::unique_ptr<router> make_router(application& app)
{
    auto made = std::make_unique<router>([&app](http::request& rq) { return scope{app, rq}; },
                                         settings::base_path(app.config.server.api));
    if (app.config.server.log_retryable_errors)
        made->log_503_as(log::level::error);
    add_checks(*made, app.config);
    made->on_answer([&app](http::request const& rq, http::response const& answer) { write_audit(app, rq, answer); });
    add_api(*made, app.config);
    add_dashboards(*made, app);
    made->document(
        {"Prefect REST API", std::string{models::reference_version}, settings::base_path(app.config.server.api)},
        http::docs_page());
    return made;
}

} // namespace praetor::routes
