// The way of an event inside one process: whoever takes an event in publishes it, recorders and subscribers listen.
#pragma once

#include <models/events/event.hpp>

#include <cstddef>
#include <functional>
#include <list>
#include <memory>

namespace praetor::models {

// Whether an event is in the database already.
enum class event_origin
{
    stored,  // a write of this server stored it in its own transaction
    received // it came from outside and is still to be stored
};

// Hands each published event to every listener, in order, at once. Runs on the io_context's thread alone. A listener
// must not block, throw or await: it puts the event into a bounded queue of its own.
class event_bus
{
public:
    using listener = std::function<void(event_ptr const&, event_origin)>;

    // Listens for the lifetime of the object.
    class subscription
    {
    public:
        subscription() = default;
        subscription(subscription&& other) noexcept;
        subscription& operator=(subscription&& other) noexcept;
        ~subscription();

    private:
        friend class event_bus;
        event_bus* bus_ = nullptr;
        std::list<listener>::iterator at_;
    };

    subscription subscribe(listener hears);
    void publish(event_ptr const& one, event_origin from = event_origin::stored);

    // Whoever stores received events says how many wait; whoever takes events in from a socket reads no further while
    // there are too many.
    static constexpr std::size_t most_waiting = 20'000;
    void count_waiting_by(std::function<std::size_t()> counts) { counts_ = std::move(counts); }
    bool is_congested() const { return counts_ && counts_() > most_waiting; }

private:
    std::list<listener> listeners_;
    std::function<std::size_t()> counts_;
};

} // namespace praetor::models
