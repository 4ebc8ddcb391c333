#include <models/events/event_bus.hpp>

#include <utility>

namespace praetor::models {

event_bus::subscription::subscription(subscription&& other) noexcept
    : bus_(std::exchange(other.bus_, nullptr)), at_(other.at_)
{
}

event_bus::subscription& event_bus::subscription::operator=(subscription&& other) noexcept
{
    std::swap(bus_, other.bus_);
    std::swap(at_, other.at_);
    return *this;
}

event_bus::subscription::~subscription()
{
    if (bus_ != nullptr)
        bus_->listeners_.erase(at_);
}

event_bus::subscription event_bus::subscribe(listener hears)
{
    subscription made;
    made.bus_ = this;
    made.at_ = listeners_.insert(listeners_.end(), std::move(hears));
    return made;
}

void event_bus::publish(event_ptr const& one, event_origin from)
{
    for (auto const& hears : listeners_)
        hears(one, from);
}

} // namespace praetor::models
