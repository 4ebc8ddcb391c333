// How fast old rows are deleted: transactions so small that nobody waits for one, and a pause after each that leaves
// the database to the requests.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace praetor::services {

class vacuum_pace
{
public:
    using span = std::chrono::steady_clock::duration;

    // How long a transaction is to take; the pause after it is as long as it took.
    static constexpr span budget = std::chrono::milliseconds{20};

    // At most so many rows a transaction.
    explicit vacuum_pace(std::int64_t max_rows) : max_(std::min<std::int64_t>(max_rows, 10'000))
    {
        rows_ = std::min<std::int64_t>(20, max_);
    }

    // Of the next transaction.
    std::int64_t rows() const noexcept { return rows_; }

    // A transaction took so long for so many rows: the next one has as many as fit into the budget, but at most twice
    // as many. Gives the pause before it.
    span learn(std::int64_t rows, span took) noexcept
    {
        if (rows > 0 && took > span::zero()) {
            auto const fitting = static_cast<std::int64_t>(
                static_cast<double>(rows) * static_cast<double>(budget.count()) / static_cast<double>(took.count()));
            rows_ = std::clamp<std::int64_t>(std::min(fitting, 2 * rows_), 1, max_);
        }
        return std::min<span>(took, std::chrono::seconds{1});
    }

private:
    std::int64_t max_;
    std::int64_t rows_;
};

} // namespace praetor::services
