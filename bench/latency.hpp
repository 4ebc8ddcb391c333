// Every latency of a run, kept whole: a few million of eight bytes, so that the tail is exact.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace praetor::bench {

class latency
{
public:
    using duration = std::chrono::nanoseconds;

    void add(duration value) { values_.push_back(value); }
    std::size_t count() const noexcept { return values_.size(); }

    // The smallest value that `share` (0..1) of all values do not exceed; zero of none. Sorts what was added.
    duration percentile(double share);

private:
    std::vector<duration> values_;
    std::size_t sorted_ = 0;
};

} // namespace praetor::bench
