// A queue between coroutines that can not grow without bound.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

namespace praetor {

struct queue_limits
{
    std::size_t count;                                           // values
    std::size_t bytes = std::numeric_limits<std::size_t>::max(); // their sum, where the queue can weigh them
};

// First in, first out, for any number of producers and consumers on one thread, the one that runs their executor. The
// queue outlives whoever waits in it: close() it and join them before it goes.
template <class T>
class bounded_queue
{
public:
    // Tells the bytes of a value, always the same for the same value.
    using weigher = std::size_t (*)(T const&);

    explicit bounded_queue(queue_limits limits, weigher weigh = nullptr) : limits_(limits), weigh_(weigh) {}

    // Puts the value at the end at once. False, and the value is untouched, where the queue is full or closed. A value
    // that is heavier than all the room there is fits into an empty queue alone.
    [[nodiscard]] bool try_push(T&& value)
    {
        auto const weight = weigh(value);
        if (closed_ || !has_room(weight))
            return false;
        values_.push_back(std::move(value));
        bytes_ += weight;
        filled_.notify_one();
        return true;
    }

    // Waits for room. False where the queue is closed, before or meanwhile: the value is dropped then. Cancellation
    // ends the wait with operation_aborted and nothing was pushed. Producers that wait are not served in order.
    task<bool> push(T value)
    {
        while (!closed_ && !has_room(weigh(value)))
            co_await emptied_.wait();
        co_return try_push(std::move(value));
    }

    // Waits for a value. Nothing where the queue is closed and empty. Cancellation ends the wait with operation_aborted
    // and takes nothing.
    task<std::optional<T>> pop()
    {
        while (values_.empty() && !closed_)
            co_await filled_.wait();
        co_return try_pop();
    }

    // The first value, where one is there.
    std::optional<T> try_pop()
    {
        if (values_.empty())
            return std::nullopt;
        std::optional<T> first{std::move(values_.front())};
        values_.pop_front();
        bytes_ -= weigh(*first);
        emptied_.notify_all();
        return first;
    }

    // Takes nothing more; what is queued can still be popped. Wakes everybody who waits.
    void close()
    {
        closed_ = true;
        filled_.notify_all();
        emptied_.notify_all();
    }

    bool is_closed() const noexcept { return closed_; }
    bool empty() const noexcept { return values_.empty(); }
    std::size_t size() const noexcept { return values_.size(); }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::size_t weigh(T const& value) const { return weigh_ == nullptr ? 0 : weigh_(value); }
    bool has_room(std::size_t weight) const noexcept
    {
        if (values_.empty())
            return true;
        return values_.size() < limits_.count && weight <= limits_.bytes && bytes_ <= limits_.bytes - weight;
    }

    queue_limits limits_;
    weigher weigh_;
    std::deque<T> values_;
    std::size_t bytes_ = 0;
    signal filled_;  // a value came, or the end
    signal emptied_; // a value went, or the end
    bool closed_ = false;
};

} // namespace praetor
