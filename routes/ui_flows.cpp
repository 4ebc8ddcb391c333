#include <routes/routes.hpp>

#include <models/flows/flow_dashboard.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/list_length.hpp>

namespace praetor::routes {
namespace {

struct flow_ids_fields
{
    json::constrained<std::vector<uuid>, json::list_length<0, 200>> flow_ids;
};
BOOST_DESCRIBE_STRUCT(flow_ids_fields, (), (flow_ids))

task<std::map<std::string, std::int64_t>> count_deployments(scope& rq, fields<flow_ids_fields> wanted)
{
    return rq.db().read(models::count_deployments_by_flow, std::move(wanted->flow_ids.value));
}

task<std::map<std::string, std::optional<models::next_flow_run>>> read_next_runs(scope& rq,
                                                                                 fields<flow_ids_fields> wanted)
{
    return rq.db().read(models::read_next_runs_by_flow, std::move(wanted->flow_ids.value));
}

} // namespace

void add_ui_flows(router& r)
{
    r.section("Flows");
    r.post<"/ui/flows/count-deployments", count_deployments>()
        .needs(role::viewer)
        .called("count_deployments_by_flow")
        .tagged("UI");
    r.post<"/ui/flows/next-runs", read_next_runs>().needs(role::viewer).called("next_runs_by_flow").tagged("UI");
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::flow_ids_fields)
