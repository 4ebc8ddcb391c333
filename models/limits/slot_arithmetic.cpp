#include <models/limits/slot_arithmetic.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace praetor::models {
namespace {

constexpr double shortest_occupancy = 0.1; // seconds a slot
constexpr double samples_per_slot = 2;     // how many samples the average occupancy remembers, for each slot

// Never negative: another server's clock may be ahead of this one's, and no slot is taken by that.
double seconds_since_update(concurrency_limit const& limit, timestamp when)
{
    return std::max(0.0, std::chrono::duration<double>(when - limit.updated).count());
}

double max_wait(concurrency_limit const& limit, max_waits const& waits)
{
    return limit.name.starts_with("tag:") ? waits.tag : waits.other;
}

// Whole slots; a rate may be infinite, then even no time at all frees every slot.
std::int64_t slots_freed(double rate, double seconds)
{
    auto const count = std::floor(rate * seconds);
    constexpr double max_rows = 0x1p62;
    return std::isnan(count) ? static_cast<std::int64_t>(max_rows)
                             : static_cast<std::int64_t>(std::min(count, max_rows));
}

// Denials are forgotten as fast as slots come free.
std::int64_t denied_slots_at(concurrency_limit const& limit, timestamp when, max_waits const& waits)
{
    auto const occupancy =
        std::max(shortest_occupancy, std::min(limit.avg_slot_occupancy_seconds, max_wait(limit, waits)));
    auto const rate = limit.slot_decay_per_second > 0 ? limit.slot_decay_per_second : 1.0 / occupancy;
    return std::max<std::int64_t>(0, limit.denied_slots - slots_freed(rate, seconds_since_update(limit, when)));
}

// Both counts as they are now, so that they decay from here.
void bring_up_to(timestamp when, concurrency_limit& limit, max_waits const& waits)
{
    auto const active = active_slots_at(limit, when);
    limit.denied_slots = denied_slots_at(limit, when, waits);
    limit.active_slots = active;
    limit.updated = std::max(limit.updated, when);
}

} // namespace

std::int64_t active_slots_at(concurrency_limit const& limit, timestamp when)
{
    auto const freed = slots_freed(limit.slot_decay_per_second, seconds_since_update(limit, when));
    return std::max<std::int64_t>(0, limit.active_slots - freed);
}

bool has_room(concurrency_limit const& limit, std::int64_t slots, timestamp when)
{
    return limit.active && active_slots_at(limit, when) + slots <= limit.limit;
}

void take_slots(concurrency_limit& limit, std::int64_t slots, timestamp when, max_waits const& waits)
{
    bring_up_to(when, limit, waits);
    limit.active_slots += slots;
}

void release_slots_of(concurrency_limit& limit, std::int64_t slots, std::optional<double> occupied, timestamp when,
                      max_waits const& waits)
{
    if (!limit.active)
        return;
    bring_up_to(when, limit, waits);
    limit.active_slots = std::max<std::int64_t>(0, limit.active_slots - slots);
    if (!occupied || *occupied <= 0 || slots <= 0 || limit.limit <= 0)
        return;
    auto const sample = std::max(*occupied / static_cast<double>(slots), shortest_occupancy);
    auto const memory = static_cast<double>(limit.limit) * samples_per_slot;
    // In the reference's order: the sum is the same to the last digit.
    limit.avg_slot_occupancy_seconds =
        limit.avg_slot_occupancy_seconds + sample / memory - limit.avg_slot_occupancy_seconds / memory;
}

double average_wait(std::vector<concurrency_limit> const& limits, std::int64_t slots, max_waits const& waits)
{
    double max_rows = -1;
    double wait = 0;
    for (auto const& limit : limits) {
        if (!limit.active)
            continue;
        auto const asked = static_cast<double>(slots + limit.denied_slots);
        bool const decays = limit.slot_decay_per_second > 0;
        auto const blocking = decays ? asked : asked / static_cast<double>(limit.limit);
        if (blocking <= max_rows)
            continue;
        max_rows = blocking;
        auto const max_seconds = max_wait(limit, waits);
        wait = decays ? blocking / limit.slot_decay_per_second
                      : std::min(std::min(limit.avg_slot_occupancy_seconds, max_seconds) * blocking, max_seconds);
    }
    return wait;
}

double jitter_around(double average, double factor)
{
    if (average <= 0)
        return 0;
    thread_local std::mt19937_64 random{std::random_device{}()};
    auto const max_seconds = 1 + factor;
    auto const shortest = -std::log2(1 - std::exp2(-max_seconds));
    auto const share = [](double multiple) { return 1.0 - std::exp(-multiple); };
    std::uniform_real_distribution<double> between{share(shortest), share(max_seconds)};
    return -std::log(std::max(1.0 - between(random), 1e-10)) * average;
}

} // namespace praetor::models
