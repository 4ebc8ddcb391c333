// How many rows to read at a time where nobody knows how large they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace praetor::services {

// Few at first; then as many as would fit into a sum of bytes if they were like the last ones, and at most twice as
// many as those.
class page_size
{
public:
    explicit page_size(std::int64_t max_rows, std::size_t bytes = std::size_t{4} << 20) : max_(max_rows), bytes_(bytes)
    {
        rows_ = std::min<std::int64_t>(32, max_rows);
    }

    std::int64_t rows() const noexcept { return rows_; }

    // A page came: so many rows, of so many bytes.
    void learn(std::size_t rows, std::size_t bytes) noexcept
    {
        if (rows == 0)
            return;
        auto const fitting = static_cast<std::int64_t>(bytes_ / std::max<std::size_t>(bytes / rows, 1));
        rows_ = std::clamp<std::int64_t>(std::min(fitting, 2 * static_cast<std::int64_t>(rows)), 1, max_);
    }

private:
    std::int64_t max_;
    std::size_t bytes_;
    std::int64_t rows_;
};

} // namespace praetor::services
