// Taking and giving back slots. The limits are locked while they are counted, so the arithmetic stands in
// slot_arithmetic.cpp and not in SQL.
#include <models/limits/concurrency_limit.hpp>

#include <models/filters/where.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace praetor::models {
namespace {

void check(std::vector<concurrency_limit> const& limits, slot_request const& wanted)
{
    std::vector<std::string> without_decay;
    for (auto const& limit : limits) {
        if (!limit.active)
            continue;
        if (limit.limit < wanted.slots)
            throw error{errc::unprocessable, "Slots requested is greater than the limit"};
        if (limit.slot_decay_per_second == 0)
            without_decay.push_back(limit.name);
    }
    if (wanted.mode == slot_mode::rate_limit && !without_decay.empty())
        throw error{errc::unprocessable,
                    fmt::format("Only concurrency limits with slot decay can be used for rate limiting. The following "
                                "limits do not have a decay configured: '{}'",
                                fmt::join(without_decay, ","))};
}

// Locked in the order of their ids, as everywhere; told in that of their names, in which SQLite finds them for the
// reference.
task<std::vector<concurrency_limit>> lock_limits(db::connection& conn, std::vector<std::string> names)
{
    auto limits = co_await conn.rows<concurrency_limit>(select_limits(conn.kind(), filters::is_any_of("name", names)));
    std::ranges::sort(limits, {}, &concurrency_limit::name);
    co_return limits;
}

} // namespace

db::sql select_limits(db::dialect kind, db::sql const& condition)
{
    db::sql query{"SELECT id, created, updated, active, name, \"limit\", active_slots, denied_slots, "
                  "slot_decay_per_second, avg_slot_occupancy_seconds FROM concurrency_limit_v2 WHERE "};
    query << condition << " ORDER BY id";
    if (kind == db::dialect::postgresql)
        query << " FOR UPDATE";
    return query;
}

void enqueue_counts(db::connection& conn, concurrency_limit const& limit)
{
    conn.enqueue(db::sql{"UPDATE concurrency_limit_v2 SET updated = $2, active_slots = $3, denied_slots = $4, "
                         "avg_slot_occupancy_seconds = $5 WHERE id = $1",
                         limit.id, limit.updated, limit.active_slots, limit.denied_slots,
                         limit.avg_slot_occupancy_seconds});
}

task<slot_answer> acquire_slots(db::connection& conn, slot_request wanted)
{
    slot_answer answer;
    answer.limits = co_await lock_limits(conn, wanted.names);
    check(answer.limits, wanted);
    auto const when = now();
    answer.acquired = std::all_of(answer.limits.begin(), answer.limits.end(), [&](concurrency_limit const& limit) {
        return !limit.active || has_room(limit, wanted.slots, when);
    });
    if (!answer.acquired) {
        // The reference counts denied slots in a transaction that its own refusal rolls back: tries in vain make nobody
        // wait longer.
        answer.retry_after = jitter_around(average_wait(answer.limits, wanted.slots, wanted.waits));
        co_return answer;
    }
    for (auto& limit : answer.limits) {
        if (!limit.active)
            continue;
        take_slots(limit, wanted.slots, when, wanted.waits);
        enqueue_counts(conn, limit);
    }
    co_return answer;
}

task<std::vector<concurrency_limit>> release_slots(db::connection& conn, std::vector<std::string> names,
                                                   std::int64_t slots, std::optional<double> occupied, max_waits waits)
{
    auto limits = co_await lock_limits(conn, std::move(names));
    auto const when = now();
    for (auto& limit : limits) {
        if (!limit.active)
            continue;
        give_back_slots(limit, slots, occupied, when, waits);
        enqueue_counts(conn, limit);
    }
    co_return limits;
}

} // namespace praetor::models
