// Taking and giving back slots. The limits are locked while they are counted, so the arithmetic stands here and not in
// SQL; they are locked in the order of their ids, so that two requests never wait for each other.
#include <models/concurrency_limit.hpp>

#include <models/filters/where.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace praetor::models {
namespace {

constexpr double shortest_occupancy = 0.1; // seconds a slot
constexpr double samples_per_slot = 2;     // how many samples the average occupancy remembers, for each slot

double seconds_since_update(concurrency_limit const& limit, timestamp when)
{
    return std::chrono::duration<double>(when - limit.updated).count();
}

double longest_wait(concurrency_limit const& limit, longest_waits const& waits)
{
    return limit.name.starts_with("tag:") ? waits.tag : waits.other;
}

// Denials are forgotten as fast as slots come free.
std::int64_t denied_slots_at(concurrency_limit const& limit, timestamp when, longest_waits const& waits)
{
    auto const occupancy =
        std::max(shortest_occupancy, std::min(limit.avg_slot_occupancy_seconds, longest_wait(limit, waits)));
    auto const rate = limit.slot_decay_per_second > 0 ? limit.slot_decay_per_second : 1.0 / occupancy;
    auto const forgotten = std::floor(rate * seconds_since_update(limit, when));
    return std::max<std::int64_t>(0, limit.denied_slots - static_cast<std::int64_t>(forgotten));
}

task<std::vector<concurrency_limit>> lock_limits(db::connection& conn, db::sql condition)
{
    db::sql query{"SELECT id, created, updated, active, name, \"limit\", active_slots, denied_slots, "
                  "slot_decay_per_second, avg_slot_occupancy_seconds FROM concurrency_limit_v2 WHERE "};
    query << condition << " ORDER BY id";
    if (conn.kind() == db::dialect::postgresql)
        query << " FOR UPDATE";
    auto found = co_await conn.rows<concurrency_limit>(std::move(query));
    co_return found;
}

void post_counts(db::connection& conn, concurrency_limit const& limit, timestamp when)
{
    conn.post(db::sql{"UPDATE concurrency_limit_v2 SET updated = $2, active_slots = $3, denied_slots = $4, "
                      "avg_slot_occupancy_seconds = $5 WHERE id = $1",
                      limit.id, when, limit.active_slots, limit.denied_slots, limit.avg_slot_occupancy_seconds});
}

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

// How long who was refused should wait on average: for the limit that more are waiting for than for any other.
double average_wait(std::vector<concurrency_limit> const& limits, slot_request const& wanted)
{
    double most = -1;
    double wait = 0;
    for (auto const& limit : limits) {
        if (!limit.active)
            continue;
        auto const asked = static_cast<double>(wanted.slots + limit.denied_slots);
        bool const decays = limit.slot_decay_per_second > 0;
        auto const blocking = decays ? asked : asked / static_cast<double>(limit.limit);
        if (blocking <= most)
            continue;
        most = blocking;
        auto const longest = longest_wait(limit, wanted.waits);
        wait = decays ? blocking / limit.slot_decay_per_second
                      : std::min(std::min(limit.avg_slot_occupancy_seconds, longest) * blocking, longest);
    }
    return wait;
}

// Waits of a Poisson process within 30 % of their average, so that who was refused together does not come back together.
double spread(double average)
{
    if (average <= 0)
        return 0;
    thread_local std::mt19937_64 random{std::random_device{}()};
    auto const share = [average](double wait) { return 1.0 - std::exp(-wait / average); };
    std::uniform_real_distribution<double> between{share(0.7 * average), share(1.3 * average)};
    return -std::log(1.0 - between(random)) * average;
}

void give_back(db::connection& conn, std::vector<concurrency_limit>& limits, std::int64_t slots,
               std::optional<double> occupied, longest_waits const& waits)
{
    auto const when = now();
    for (auto& limit : limits) {
        if (!limit.active)
            continue;
        limit.active_slots = std::max<std::int64_t>(0, active_slots_at(limit, when) - slots);
        limit.denied_slots = denied_slots_at(limit, when, waits);
        if (occupied && *occupied > 0 && slots > 0 && limit.limit > 0) {
            auto const sample = std::max(*occupied / static_cast<double>(slots), shortest_occupancy);
            auto const memory = static_cast<double>(limit.limit) * samples_per_slot;
            limit.avg_slot_occupancy_seconds += (sample - limit.avg_slot_occupancy_seconds) / memory;
        }
        post_counts(conn, limit, when);
    }
}

} // namespace

std::int64_t active_slots_at(concurrency_limit const& limit, timestamp when)
{
    auto const decayed = std::floor(limit.slot_decay_per_second * seconds_since_update(limit, when));
    return std::max<std::int64_t>(0, limit.active_slots - static_cast<std::int64_t>(decayed));
}

task<slot_answer> acquire_slots(db::connection& conn, slot_request wanted)
{
    slot_answer answer;
    answer.limits = co_await lock_limits(conn, filters::is_any_of("name", wanted.names));
    check(answer.limits, wanted);
    auto const when = now();
    answer.acquired = std::all_of(answer.limits.begin(), answer.limits.end(), [&](concurrency_limit const& limit) {
        return !limit.active || active_slots_at(limit, when) + wanted.slots <= limit.limit;
    });
    if (!answer.acquired)
        answer.retry_after = spread(average_wait(answer.limits, wanted));
    for (auto& limit : answer.limits) {
        if (!limit.active)
            continue;
        limit.denied_slots = denied_slots_at(limit, when, wanted.waits) + (answer.acquired ? 0 : wanted.slots);
        limit.active_slots = active_slots_at(limit, when) + (answer.acquired ? wanted.slots : 0);
        post_counts(conn, limit, when);
    }
    co_return answer;
}

task<void> release_slots(db::connection& conn, std::vector<uuid> ids, std::int64_t slots,
                         std::optional<double> occupied, longest_waits waits)
{
    auto limits = co_await lock_limits(conn, filters::is_any_of("id", ids));
    give_back(conn, limits, slots, occupied, waits);
}

task<std::vector<concurrency_limit>> release_slots_by_name(db::connection& conn, std::vector<std::string> names,
                                                           std::int64_t slots, std::optional<double> occupied,
                                                           longest_waits waits)
{
    auto limits = co_await lock_limits(conn, filters::is_any_of("name", names));
    give_back(conn, limits, slots, occupied, waits);
    co_return limits;
}

} // namespace praetor::models
