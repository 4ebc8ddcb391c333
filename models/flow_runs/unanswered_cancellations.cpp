#include <models/flow_runs/unanswered_cancellations.hpp>

#include <models/cleanups/cleanup.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/log.hpp>

#include <db/grammar.hpp>
#include <db/query/membership.hpp>
#include <db/rows.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace praetor::models {
namespace {

constexpr std::string_view timed_out = "Flow run cancellation timed out; marked this flow run as Cancelled.";

struct unanswered_run
{
    uuid id;
    std::optional<uuid> work_queue_id;
    std::optional<uuid> work_pool_id;
    std::optional<std::string> pool_type;
    std::optional<std::string> infrastructure_pid;
};
BOOST_DESCRIBE_STRUCT(unanswered_run, (), (id, work_queue_id, work_pool_id, pool_type, infrastructure_pid))

// Those of pools without workers are the business of whoever runs the pool.
bool has_worker(unanswered_run const& run)
{
    std::string_view const type = run.pool_type ? std::string_view{*run.pool_type} : std::string_view{};
    return run.work_pool_id && !type.ends_with(":push") && !type.ends_with(":managed");
}

new_cleanup cleanup_of(unanswered_run const& run, state const& cancelled)
{
    std::string const kind{cleanup_kind::cancelling_timeout};
    return {uuid::ordered(),
            kind + ':' + to_string(run.id) + ':' + to_string(cancelled.id),
            *run.work_pool_id,
            run.work_queue_id,
            kind,
            json_text{json::object_text([&](json::object_writer& target) {
                target.value("flow_run_id", run.id).value("infrastructure_pid", run.infrastructure_pid);
            })}};
}

} // namespace

task<std::vector<due_row>> read_unanswered_cancellations(db::connection& conn, timestamp before,
                                                         std::optional<due_row> after, std::int64_t max_rows)
{
    db::sql query{"SELECT id, state_timestamp AS due FROM flow_run WHERE "};
    query << conn.grammar().correlated("state_type = 'CANCELLING'") << " AND state_timestamp <= " << db::arg(before);
    if (after)
        query << " AND (state_timestamp, id) > (" << db::arg(after->due) << ", " << db::arg(after->id) << ")";
    query << " ORDER BY state_timestamp, id LIMIT " << db::arg(max_rows);
    return conn.rows<due_row>(std::move(query));
}

task<with_events<std::int64_t>> end_unanswered_cancellations(db::connection& conn, std::vector<uuid> flow_runs,
                                                             timestamp before, transition_request request)
{
    with_events<std::int64_t> result{0, {}};
    db::sql claim{
        "SELECT run.id, run.work_queue_id, queue.work_pool_id, pool.type AS pool_type, "
        "run.infrastructure_pid FROM flow_run AS run LEFT JOIN work_queue AS queue ON queue.id = "
        "run.work_queue_id LEFT JOIN work_pool AS pool ON pool.id = queue.work_pool_id WHERE run.state_type = "
        "'CANCELLING' AND run.state_timestamp <= $1 AND ",
        before};
    claim << db::query::is_any_of("run.id", flow_runs) << " ORDER BY run.id"
          << conn.grammar().locking(db::row_lock::claim, "run");
    auto const claimed = co_await conn.rows<unanswered_run>(std::move(claim));
    for (auto const& run : claimed) {
        auto wanted = make_state(state_type::CANCELLED, "Cancelled", std::string{timed_out});
        auto done = co_await set_flow_run_state(conn, run.id, std::move(wanted), request);
        std::ranges::move(done.events, std::back_inserter(result.events));
        auto const& reached = done.value.state;
        if (done.value.status != set_state_status::ACCEPT || !reached || reached->type != state_type::CANCELLED)
            continue;
        ++result.value;
        if (has_worker(run))
            co_await enqueue_cleanup(conn, cleanup_of(run, *reached));
    }
    co_return result;
}

} // namespace praetor::models
