// Memory that pieces of work may hold together: who wants more than is left waits for its turn.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <utility>

namespace praetor {

// Counts what its callers say they hold. One thread; outlives its shares and who waits for one.
class memory_budget
{
public:
    // A part of it; given back at its end.
    class share
    {
    public:
        share() = default;
        share(share&& other) noexcept : of_(std::exchange(other.of_, nullptr)), bytes_(std::exchange(other.bytes_, 0))
        {}
        share& operator=(share&& other) noexcept;
        ~share() { shrink(0); }

        // What is beyond so many bytes is given back.
        void shrink(std::size_t bytes) noexcept;
        std::size_t bytes() const noexcept { return bytes_; }

    private:
        friend class memory_budget;
        share(memory_budget& of, std::size_t bytes) noexcept : of_(&of), bytes_(bytes) {}

        memory_budget* of_ = nullptr;
        std::size_t bytes_ = 0;
    };

    explicit memory_budget(std::size_t max_bytes) : max_bytes_(max_bytes) {}
    memory_budget(memory_budget const&) = delete;
    memory_budget& operator=(memory_budget const&) = delete;

    // So many bytes, at most all there are, in the order of the calls: none is passed over for a smaller one.
    // error{errc::unavailable} where its turn has not come within `timeout`. Cancellation ends the wait with
    // operation_aborted, and nothing is taken.
    task<share> take(std::size_t bytes, std::chrono::milliseconds timeout);

    std::size_t bytes() const noexcept { return held_; }

private:
    class place; // of one that waits

    std::size_t const max_bytes_;
    std::size_t held_ = 0;
    std::list<place const*> waiting_;
    signal changed_;
};

} // namespace praetor
