#include <routes/routes.hpp>

#include <routes/artifacts.hpp>
#include <routes/block_capabilities.hpp>
#include <routes/block_documents.hpp>
#include <routes/block_schemas.hpp>
#include <routes/block_types.hpp>
#include <routes/collections.hpp>
#include <routes/concurrency_limits.hpp>
#include <routes/concurrency_limits_v2.hpp>
#include <routes/csrf.hpp>
#include <routes/events.hpp>
#include <routes/flow_run_graphs.hpp>
#include <routes/flow_run_inputs.hpp>
#include <routes/flow_runs.hpp>
#include <routes/flows.hpp>
#include <routes/health.hpp>
#include <routes/logs.hpp>
#include <routes/result_storage.hpp>
#include <routes/root.hpp>
#include <routes/run_states.hpp>
#include <routes/saved_searches.hpp>
#include <routes/task_runs.hpp>
#include <routes/task_workers.hpp>
#include <routes/ui_flow_runs.hpp>
#include <routes/ui_flows.hpp>
#include <routes/ui_schemas.hpp>
#include <routes/ui_settings.hpp>
#include <routes/ui_task_runs.hpp>
#include <routes/variables.hpp>

#include <models/reference_version.hpp>

#include <server/http/api_version.hpp>
#include <server/http/basic_auth.hpp>
#include <server/http/docs_page.hpp>
#include <server/settings/base_path.hpp>

namespace praetor::cli {

std::unique_ptr<routes::router> make_router(routes::application& app)
{
    auto made = std::make_unique<routes::router>([&app](http::request& rq) { return routes::scope{app, rq}; },
                                                 settings::base_path(app.config));
    if (app.config.has("server.api.auth_string"))
        made->before([&app](routes::scope& rq) {
            return http::check_basic_auth(rq.request(), app.config.text("server.api.auth_string"));
        });
    made->before_routes([](routes::scope& rq) { return http::check_api_version(rq.request()); });
    if (app.config.boolean("server.api.csrf_protection_enabled"))
        made->before_writing(routes::check_csrf_token);
    routes::add_root(*made, app.config);
    routes::add_health(*made, app.config);
    routes::add_flows(*made);
    routes::add_flow_runs(*made);
    routes::add_flow_run_inputs(*made);
    routes::add_flow_run_graphs(*made);
    routes::add_task_runs(*made);
    routes::add_task_workers(*made);
    routes::add_run_states(*made);
    routes::add_logs(*made);
    routes::add_artifacts(*made);
    routes::add_variables(*made);
    routes::add_concurrency_limits(*made);
    routes::add_saved_searches(*made);
    routes::add_result_storage(*made);
    routes::add_block_types(*made);
    routes::add_block_schemas(*made);
    routes::add_block_documents(*made);
    routes::add_block_capabilities(*made);
    routes::add_collections(*made);
    routes::add_concurrency_limits_v2(*made);
    routes::add_events(*made);
    routes::add_ui_flows(*made);
    routes::add_ui_flow_runs(*made);
    routes::add_ui_task_runs(*made);
    routes::add_ui_schemas(*made);
    routes::add_ui_settings(*made, app.config);
    made->document({"Prefect REST API", std::string{models::reference_version}, settings::base_path(app.config)},
                   http::docs_page());
    return made;
}

} // namespace praetor::cli
