// How many connections each of several processes has that accept from the same sockets.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace praetor::http {

// In memory that the processes share. Who accepts looks whether another one has fewer (least connections): the system
// would wake all of them, and the same one would nearly always be the first. Any thread.
class connection_counts
{
public:
    // New memory for `slots` processes; none of them accepts yet. boost::system::system_error where there is none.
    explicit connection_counts(std::size_t slots);
    // The memory that another process made, whose descriptor is closed with this.
    struct shared
    {
        int descriptor = -1;
    };
    explicit connection_counts(shared memory);
    ~connection_counts();
    connection_counts(connection_counts const&) = delete;
    connection_counts& operator=(connection_counts const&) = delete;

    int descriptor() const noexcept { return descriptor_; }
    std::size_t slots() const noexcept { return counts_.size(); }

    // So many has the process of this slot, which accepts.
    void set(std::size_t slot, std::size_t connections) noexcept;
    // It accepts no more, or not yet.
    void clear(std::size_t slot) noexcept;
    // Whether none that accepts has fewer than the process of this slot.
    bool is_least(std::size_t slot) const noexcept;

private:
    void map();

    int descriptor_ = -1;
    std::span<std::atomic<std::uint32_t>> counts_;
};

} // namespace praetor::http
