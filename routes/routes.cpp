#include <models/reference_version.hpp>
#include <routes/csrf.hpp>
#include <routes/routes.hpp>

#include <server/http/api_version.hpp>
#include <server/http/basic_auth.hpp>
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
    if (!config.server.api.auth_string.empty())
        r.check("credentials", applies::to_root, [&config](scope& rq) {
            return http::check_basic_auth(rq.request(), config.server.api.auth_string.text);
        });
    r.check("api version", applies::to_routes | applies::to_websockets,
            [](scope& rq) { return http::check_api_version(rq.request()); });
}

} // namespace

std::unique_ptr<router> make_router(application& app)
{
    auto made = std::make_unique<router>([&app](http::request& rq) { return scope{app, rq}; },
                                         settings::base_path(app.config.server.api));
    if (app.config.server.log_retryable_errors)
        made->log_503_as(log::level::error);
    add_checks(*made, app.config);
    add_root(*made, app.config);
    add_health(*made, app.config);
    add_flows(*made);
    add_deployments(*made);
    add_deployment_schedules(*made);
    add_flow_runs(*made);
    add_deployment_runs(*made);
    add_flow_run_inputs(*made);
    add_flow_run_graphs(*made);
    add_task_runs(*made);
    add_task_workers(*made);
    add_worker_channel(*made);
    add_run_states(*made);
    add_observed_states(*made);
    add_logs(*made);
    add_artifacts(*made);
    add_variables(*made);
    add_concurrency_limits(*made);
    add_saved_searches(*made);
    add_result_storage(*made);
    add_block_types(*made);
    add_block_schemas(*made);
    add_block_documents(*made);
    add_block_capabilities(*made);
    add_collections(*made);
    add_concurrency_limits_v2(*made);
    add_work_pools(*made);
    add_work_queues(*made);
    add_events(*made);
    add_automations(*made);
    add_templates(*made);
    add_ui_flows(*made);
    add_ui_flow_runs(*made);
    add_ui_task_runs(*made);
    add_ui_schemas(*made);
    add_dashboards(*made, app.config, app.boards);
    made->document(
        {"Prefect REST API", std::string{models::reference_version}, settings::base_path(app.config.server.api)},
        http::docs_page());
    return made;
}

} // namespace praetor::routes
