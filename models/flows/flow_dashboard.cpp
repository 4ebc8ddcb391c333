#include <models/flows/flow_dashboard.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/deployment.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::next_flow_run>
{
    static constexpr std::string_view name = "SimpleNextFlowRun";
};

PRAETOR_JSON_CODEC(praetor::models::next_flow_run)

namespace praetor::models {
namespace {

struct deployment_count
{
    uuid flow_id;
    std::int64_t deployments = 0;
};
BOOST_DESCRIBE_STRUCT(deployment_count, (), (flow_id, deployments))

} // namespace

task<std::map<std::string, std::int64_t>> count_deployments_by_flow(db::connection& conn, std::vector<uuid> flow_ids)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const& id : flow_ids)
        counts[to_string(id)] = 0;
    auto const& deployment = db::tables::deployment;
    auto const found =
        co_await conn.rows<deployment_count>(db::query::select<deployment_count>(deployment.flow_id, db::query::count())
                                                 .from(deployment)
                                                 .where(is_one_of(deployment.flow_id, flow_ids))
                                                 .group_by(deployment.flow_id)
                                                 .statement());
    for (auto const& row : found)
        counts[to_string(row.flow_id)] = row.deployments;
    co_return counts;
}

task<std::map<std::string, std::optional<next_flow_run>>> read_next_runs_by_flow(db::connection& conn,
                                                                                 std::vector<uuid> flow_ids)
{
    std::map<std::string, std::optional<next_flow_run>> runs;
    for (auto const& id : flow_ids)
        runs[to_string(id)] = std::nullopt;
    db::sql query{"SELECT run.id, run.flow_id, run.name, run.state_name, run.state_type, "
                  "run.next_scheduled_start_time FROM flow JOIN flow_run AS run ON run.id = ("
                  "SELECT soonest.id FROM flow_run AS soonest WHERE soonest.flow_id = flow.id AND "
                  "soonest.state_type = 'SCHEDULED' AND soonest.next_scheduled_start_time IS NOT NULL "
                  "ORDER BY soonest.next_scheduled_start_time, soonest.id LIMIT 1) WHERE "};
    query << db::query::is_any_of("flow.id", flow_ids);
    auto const found = co_await conn.rows<next_flow_run>(std::move(query));
    for (auto const& run : found)
        runs[to_string(run.flow_id)] = run;
    co_return runs;
}

} // namespace praetor::models
