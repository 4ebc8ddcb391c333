#include <routes/routes.hpp>

#include <models/task_runs/task_run_dashboard.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

struct outcomes_fields
{
    models::filters::task_run_filter task_runs;
    std::optional<models::filters::flow_filter> flows;
    std::optional<models::filters::flow_run_filter> flow_runs;
    std::optional<models::filters::deployment_filter> deployments;
    std::optional<models::filters::work_pool_filter> work_pools;
    std::optional<models::filters::work_queue_filter> work_queues;
};
BOOST_DESCRIBE_STRUCT(outcomes_fields, (), (task_runs, flows, flow_runs, deployments, work_pools, work_queues))

task<std::vector<models::task_run_outcomes>> count_outcomes(scope& rq, fields<outcomes_fields> wanted)
{
    auto const& started = wanted->task_runs.start_time;
    if (!started || !started->after_)
        throw error{errc::unprocessable, "task_runs.start_time.after_ is required"};
    auto const span = models::to_dashboard_span(*started->after_, started->before_, now());
    models::flow_run_selection over;
    over.flows = std::move(wanted->flows);
    over.flow_runs = std::move(wanted->flow_runs);
    over.deployments = std::move(wanted->deployments);
    over.work_pools = std::move(wanted->work_pools);
    over.work_pool_queues = std::move(wanted->work_queues);
    return rq.db().read(models::count_outcomes, std::move(wanted->task_runs), std::move(over), span);
}

task<models::count_by_state> count_by_state(scope& rq, fields<models::task_run_selection> wanted)
{
    return rq.db().read(models::count_task_runs_by_state, std::move(*wanted));
}

task<models::named_task_run> read_task_run(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_named_task_run, id);
    if (!found)
        refuse_unknown("Task not found");
    co_return std::move(*found);
}

} // namespace

void add_ui_task_runs(router& r)
{
    r.section("Task Runs");
    r.post<"/ui/task_runs/dashboard/counts", count_outcomes>()
        .needs(role::viewer)
        .called("read_dashboard_task_run_counts")
        .tagged("UI");
    r.post<"/ui/task_runs/count", count_by_state>()
        .needs(role::viewer)
        .called("read_task_run_counts_by_state")
        .tagged("UI");
    r.get<"/ui/task_runs/{id:uuid}", read_task_run>()
        .needs(role::viewer)
        .called("read_task_run_with_flow_run_name")
        .tagged("UI")
        .refuses(404);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::outcomes_fields)
