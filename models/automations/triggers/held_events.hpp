// Events that a proactive trigger expects, kept for buckets that open over them later: events come in any order.
#pragma once

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <compare>
#include <cstdint>
#include <vector>

namespace praetor::models {

// In the order of time.
struct held_event
{
    timestamp occurred{};
    uuid id;

    friend auto operator<=>(held_event const&, held_event const&) = default;
};

// How long they are kept at least: a follower may wait for its leader for half of it, and open a bucket over what
// occurred another half before.
inline constexpr duration held_event_retention = std::chrono::minutes{30};

// Those of one bucketing key.
class held_events
{
public:
    held_events() = default;
    // Those that are stored.
    explicit held_events(std::vector<held_event> stored);

    // Whether the event of this id is one of them.
    bool contains(uuid const& id) const;
    // How many occurred in [start, end).
    std::int64_t count(timestamp start, timestamp end) const;
    // Keeps one more. Those that are too old go, and those that no window of `within` needs to reach the threshold:
    // time is cut into slots `within` wide from the epoch on, and each keeps its first and its last `threshold` events.
    void hold(held_event one, duration within, std::int64_t threshold);

    // What is to be stored, and to be deleted.
    std::vector<held_event> added() const;
    std::vector<held_event> removed() const;

private:
    std::vector<held_event> all_;
    std::vector<held_event> stored_;
};

} // namespace praetor::models
