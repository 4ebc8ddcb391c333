// What a pool of connections counts, for health and metrics.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace praetor::db {

// Durations by powers of two: bucket i counts those below 2^i microseconds, from 1 µs to over an hour.
class duration_histogram
{
public:
    static constexpr std::size_t buckets = 33;

    // Counts a duration, or all of another histogram. Not thread-safe.
    void add(std::chrono::steady_clock::duration took) noexcept
    {
        auto const us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        auto const bucket = std::bit_width(static_cast<std::uint64_t>(us < 0 ? 0 : us));
        ++counts_[bucket < static_cast<int>(buckets) ? static_cast<std::size_t>(bucket) : buckets - 1];
        ++count_;
        sum_ += us;
    }

    void add(duration_histogram const& other) noexcept
    {
        for (std::size_t i = 0; i < buckets; ++i)
            counts_[i] += other.counts_[i];
        count_ += other.count_;
        sum_ += other.sum_;
    }

    std::uint64_t count() const noexcept { return count_; }
    std::chrono::microseconds sum() const noexcept { return std::chrono::microseconds{sum_}; }
    std::array<std::uint64_t, buckets> const& counts() const noexcept { return counts_; }

    // The bound of the bucket in which the share of 0 to 1 lies: 0.95 for the 95th percentile. Zero where nothing was
    // counted.
    std::chrono::microseconds at(double share) const noexcept
    {
        auto left = static_cast<double>(count_) * share;
        for (std::size_t i = 0; count_ > 0 && i < buckets; ++i) {
            left -= static_cast<double>(counts_[i]);
            if (left <= 0)
                return std::chrono::microseconds{std::int64_t{1} << i};
        }
        return {};
    }

private:
    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::int64_t sum_ = 0;
};

// As it is now, and counted since the start. SQLite: the writer and the readers are its connections.
struct pool_statistics
{
    std::size_t size = 0;     // connections that stay
    std::size_t overflow = 0; // connections open beyond the size
    std::size_t max_overflow = 0;
    std::size_t open = 0; // connecting + idle + checking + in_use
    std::size_t connecting = 0;
    std::size_t idle = 0;
    std::size_t checking = 0; // being asked whether they still live
    std::size_t in_use = 0;
    std::size_t waiting = 0;             // who waits for a connection
    std::size_t max_open = 0;            // ever
    std::chrono::milliseconds oldest{};  // connection
    std::chrono::milliseconds max_use{}; // of those in use
    bool away = false;                   // the last try to connect failed
    bool pooler = false;                 // a pooler in transaction mode stands between

    std::uint64_t opened = 0;
    std::uint64_t closed = 0;
    std::uint64_t recycled = 0; // of those, for their age
    std::uint64_t pings = 0;
    std::uint64_t failed_pings = 0;
    std::uint64_t transactions = 0; // done
    std::uint64_t reads = 0;
    std::uint64_t retries = 0;
    std::uint64_t round_trips = 0; // of transactions and reads, to PostgreSQL
    std::uint64_t connect_errors = 0;
    std::uint64_t lost = 0;      // connections that broke in use
    std::uint64_t conflicts = 0; // serialization failures and deadlocks
    std::uint64_t read_only = 0; // writes refused by a server that only reads
    std::uint64_t timeouts = 0;  // of statements
    std::uint64_t acquire_timeouts = 0;
    std::uint64_t cancelled = 0; // by callers that had gone, waiting or running
    duration_histogram waits;    // from asking for a connection to having one
};

} // namespace praetor::db
