#include <models/work_pools/queue_health.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::work_queue_health_policy)
PRAETOR_JSON_CODEC(praetor::models::work_queue_status_detail)

namespace praetor::models {
namespace {

struct watched_queue
{
    std::optional<timestamp> last_polled;
    std::int64_t late_runs = 0;
};
BOOST_DESCRIBE_STRUCT(watched_queue, (), (last_polled, late_runs))

} // namespace

task<work_queue_status_detail> read_queue_health(db::connection& conn, uuid queue)
{
    db::sql text{
        "SELECT last_polled, (SELECT count(*) FROM flow_run WHERE flow_run.work_queue_id = work_queue.id AND "};
    text << conn.grammar().correlated("flow_run.state_name = 'Late'")
         << ") AS late_runs FROM work_queue WHERE id = " << db::arg(queue);
    auto const found = co_await conn.row<watched_queue>(std::move(text));
    if (!found)
        throw error{errc::object_not_found, "Work queue with id " + to_string(queue) + " not found"};
    work_queue_status_detail detail;
    detail.late_runs_count = found->late_runs;
    detail.last_polled = found->last_polled;
    auto const max_silence = std::chrono::seconds{*detail.health_check_policy.maximum_seconds_since_last_polled};
    detail.healthy = found->late_runs == 0 && found->last_polled && now() - *found->last_polled <= max_silence;
    co_return detail;
}

} // namespace praetor::models
