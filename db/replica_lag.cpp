#include <db/replica_lag.hpp>

namespace praetor::db {
namespace {

// At a sample a second, what a replica may lag and still be measured.
constexpr std::size_t max_samples = 600;

} // namespace

void replica_lag::add_sample(clock::time_point when, std::int64_t position)
{
    samples_.push_back({when, position});
    if (samples_.size() > max_samples)
        samples_.pop_front();
}

std::optional<replica_lag::clock::duration> replica_lag::behind(clock::time_point when, std::int64_t position) const
{
    // The newest sample that was replayed: everything before it is there, what came after may not be.
    for (auto at = samples_.rbegin(); at != samples_.rend(); ++at)
        if (at->position <= position)
            return when - at->when;
    return std::nullopt;
}

} // namespace praetor::db
