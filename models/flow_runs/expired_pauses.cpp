#include <models/flow_runs/expired_pauses.hpp>

#include <db/query/membership.hpp>

#include <algorithm>
#include <iterator>

namespace praetor::models {
namespace {

// The current state of a paused run; when its pause ends stands in a JSON document, as text with a zone.
struct paused_run
{
    uuid run_id;
    stored_document<models::state_details> details;
};
BOOST_DESCRIBE_STRUCT(paused_run, (), (run_id, details))

// Few runs are paused, whatever the database thinks of it.
db::sql select_paused(db::grammar const& grammar)
{
    db::sql query{"SELECT run.id AS run_id, state.state_details AS details FROM flow_run AS run JOIN flow_run_state AS "
                  "state ON state.id = run.state_id WHERE "};
    return std::move(query << grammar.correlated("run.state_type = 'PAUSED'"));
}

bool has_expired(paused_run const& run, timestamp when)
{
    stored_state of;
    of.state_details = run.details;
    auto const end = parse(of).state_details.pause_timeout;
    return end && end->when < when;
}

} // namespace

task<std::vector<due_row>> read_expired_pauses(db::connection& conn, timestamp when, std::optional<due_row> after,
                                               std::int64_t max_rows)
{
    static constexpr std::int64_t at_a_time = 1'000;
    std::vector<due_row> expired;
    auto last = after ? after->id : uuid{};
    for (;;) {
        auto query = select_paused(conn.grammar());
        query << " AND run.id > " << db::arg(last) << " ORDER BY run.id LIMIT " << db::arg(at_a_time);
        auto const paused = co_await conn.rows<paused_run>(std::move(query));
        for (auto const& run : paused)
            if (std::ssize(expired) < max_rows && has_expired(run, when))
                expired.push_back({run.run_id});
        if (std::ssize(paused) < at_a_time || std::ssize(expired) >= max_rows)
            co_return expired;
        last = paused.back().run_id;
    }
}

task<with_events<std::int64_t>> fail_expired_pauses(db::connection& conn, std::vector<uuid> runs, timestamp when,
                                                    transition_request request)
{
    with_events<std::int64_t> result{0, {}};
    request.force = true;
    auto query = select_paused(conn.grammar());
    query << " AND " << db::query::is_any_of("run.id", runs) << " ORDER BY run.id"
          << conn.grammar().locking(db::row_lock::claim, "run");
    auto const claimed = co_await conn.rows<paused_run>(std::move(query));
    for (auto const& run : claimed) {
        ++result.value;
        if (!has_expired(run, when))
            continue;
        auto done = co_await set_flow_run_state(
            conn, run.run_id, make_state(state_type::FAILED, "Failed", "The flow was paused and never resumed."),
            request);
        std::ranges::move(done.events, std::back_inserter(result.events));
    }
    co_return result;
}

} // namespace praetor::models
