// How far a replica is behind its writer, from positions in the write-ahead log.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace praetor::db {

// A replica says itself when the last transaction it replayed was committed, but that is old wherever nobody writes. So
// the writer's position is sampled, and a replica is as far behind as the first sample that it has not replayed is old.
class replica_lag
{
public:
    using clock = std::chrono::steady_clock;

    // Where the writer stood at `when`; samples come in order.
    void add_sample(clock::time_point when, std::int64_t position);

    // Of a replica that had replayed up to `position` at `when`, at least as long after the last sample as it looks.
    // Nothing where the samples do not reach back far enough to tell.
    std::optional<clock::duration> behind(clock::time_point when, std::int64_t position) const;

private:
    struct sample
    {
        clock::time_point when;
        std::int64_t position;
    };
    std::deque<sample> samples_;
};

} // namespace praetor::db
