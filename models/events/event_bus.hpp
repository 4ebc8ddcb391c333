// The way of an event inside one process: whoever takes an event in publishes it, recorders and subscribers listen.
#pragma once

#include <models/events/event.hpp>

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <span>

namespace praetor::models {

// Hands each published event to every listener, in order, at once. Runs on the io_context's thread alone. A listener
// must not block, throw or await: it puts the event into a bounded queue of its own.
class event_bus
{
public:
    using listener = std::function<void(event_ptr const&)>;

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
    void publish(event_ptr const& one);
    void publish(std::span<event_ptr const> several);

private:
    std::list<listener> listeners_;
};

} // namespace praetor::models
