#include <routes/routes.hpp>

#include <models/flow_runs/flow_run_dashboard.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/list_length.hpp>

namespace praetor::routes {
namespace {

using models::flow_run_sort;

// A limit below zero is none on SQLite, and refused by PostgreSQL.
using mark_limit = json::constrained<std::int64_t, json::at_most<1'000>>;

struct flow_run_marks_fields
{
    defaulted<flow_run_sort> sort{flow_run_sort::EXPECTED_START_TIME_DESC};
    defaulted<mark_limit> limit{mark_limit{1'000}};
    defaulted<non_negative> offset;
    std::optional<models::filters::flow_filter> flows;
    std::optional<models::filters::flow_run_filter> flow_runs;
    std::optional<models::filters::task_run_filter> task_runs;
    std::optional<models::filters::deployment_filter> deployments;
    std::optional<models::filters::work_pool_filter> work_pools;
};
BOOST_DESCRIBE_STRUCT(flow_run_marks_fields, (),
                      (sort, limit, offset, flows, flow_runs, task_runs, deployments, work_pools))

struct flow_run_ids_fields
{
    json::constrained<std::vector<uuid>, json::list_length<0, 200>> flow_run_ids;
};
BOOST_DESCRIBE_STRUCT(flow_run_ids_fields, (), (flow_run_ids))

task<std::vector<models::flow_run_mark>> read_history(scope& rq, fields<flow_run_marks_fields> wanted)
{
    models::flow_run_selection selection;
    selection.flows = std::move(wanted->flows);
    selection.flow_runs = std::move(wanted->flow_runs);
    selection.task_runs = std::move(wanted->task_runs);
    selection.deployments = std::move(wanted->deployments);
    selection.work_pools = std::move(wanted->work_pools);
    models::page const range{**wanted->limit, **wanted->offset};
    return rq.db().read(models::read_flow_run_marks, std::move(selection), *wanted->sort, range);
}

task<std::map<std::string, std::int64_t>> count_task_runs(scope& rq, fields<flow_run_ids_fields> wanted)
{
    return rq.db().read(models::count_task_runs_by_flow_run, std::move(wanted->flow_run_ids.value));
}

} // namespace

void add_ui_flow_runs(router& r)
{
    r.section("Flow Runs");
    r.post<"/ui/flow_runs/history", read_history>().needs(role::viewer).called("read_flow_run_history").tagged("UI");
    r.post<"/ui/flow_runs/count-task-runs", count_task_runs>()
        .needs(role::viewer)
        .called("count_task_runs_by_flow_run")
        .tagged("UI");
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::flow_run_marks_fields)
PRAETOR_JSON_CODEC(praetor::routes::flow_run_ids_fields)
