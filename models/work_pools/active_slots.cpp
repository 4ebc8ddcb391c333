#include <models/work_pools/active_slots.hpp>

namespace praetor::models {
namespace {

// Few runs are in these states at a time, however many the queue has had.
std::string in_progress(db::grammar const& grammar, bool counts_cancelling)
{
    return grammar.correlated(counts_cancelling ? "flow_run.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"
                                                : "flow_run.state_type IN ('PENDING', 'RUNNING')");
}

} // namespace

db::query::expression<std::optional<std::int64_t>> active_slots_of_pool(db::grammar const& grammar)
{
    db::sql text{
        "CASE WHEN work_pool.concurrency_limit IS NOT NULL THEN (SELECT count(*) FROM flow_run JOIN work_queue "
        "ON work_queue.id = flow_run.work_queue_id WHERE work_queue.work_pool_id = work_pool.id AND "};
    text << in_progress(grammar, false) << ") END";
    return {std::move(text)};
}

db::query::expression<std::optional<std::int64_t>> active_slots_of_queue(db::grammar const& grammar,
                                                                         bool counts_cancelling)
{
    db::sql text{"CASE WHEN work_queue.concurrency_limit IS NOT NULL THEN (SELECT count(*) FROM flow_run WHERE "
                 "flow_run.work_queue_id = work_queue.id AND "};
    text << in_progress(grammar, counts_cancelling) << ") END";
    return {std::move(text)};
}

} // namespace praetor::models
