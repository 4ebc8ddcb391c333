#include <bench/latency.hpp>

#include <algorithm>
#include <cmath>

namespace praetor::bench {

latency::duration latency::percentile(double share)
{
    if (values_.empty())
        return duration::zero();
    if (sorted_ != values_.size()) {
        std::ranges::sort(values_);
        sorted_ = values_.size();
    }
    auto const rank = std::ceil(share * static_cast<double>(values_.size()));
    auto const index = static_cast<std::size_t>(std::max(rank - 1.0, 0.0));
    return values_[std::min(index, values_.size() - 1)];
}

} // namespace praetor::bench
