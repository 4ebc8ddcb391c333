// Taking and giving back slots. The limits are locked while they are counted, so the arithmetic stands in
// slot_arithmetic.cpp and not in SQL.
#include <models/limits/concurrency_limit.hpp>

#include <models/filters/where.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>

#include <server/base/error.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::concurrency_limit_v2;

// What arithmetic changes of a limit.
struct slot_counts
{
    timestamp updated{};
    std::int64_t active_slots = 0;
    std::int64_t denied_slots = 0;
    double avg_slot_occupancy_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(slot_counts, (), (updated, active_slots, denied_slots, avg_slot_occupancy_seconds))

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
    auto limits =
        co_await conn.rows<concurrency_limit>(select_limits(conn.grammar(), db::query::is_any_of("name", names)));
    std::ranges::sort(limits, {}, &concurrency_limit::name);
    co_return limits;
}

} // namespace

db::sql select_limits(db::grammar const& grammar, db::sql const& condition)
{
    static auto const all = db::query::select_from<concurrency_limit>(table);
    auto select = all;
    return select.where(db::query::condition{condition}).order_by(ascending(table.id)).lock(grammar).statement();
}

void enqueue_counts(db::connection& conn, concurrency_limit const& limit)
{
    static auto const update =
        db::query::prepare([](db::query::parameter<slot_counts> counts, db::query::parameter<uuid> id) {
            return db::query::update(table).row(counts).where(table.id == id);
        });
    conn.enqueue(
        update({limit.updated, limit.active_slots, limit.denied_slots, limit.avg_slot_occupancy_seconds}, limit.id));
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
        release_slots_of(limit, slots, occupied, when, waits);
        enqueue_counts(conn, limit);
    }
    co_return limits;
}

} // namespace praetor::models
