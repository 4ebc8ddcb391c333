// One thing told to many: whoever is subscribed hears what is published.
#pragma once

#include <functional>
#include <list>
#include <utility>

namespace praetor {

// Hands what is published to every listener, in order, at once. Runs on one thread. A listener must not block, throw or
// await: it puts what it hears into a bounded queue of its own.
template <class... Args>
class broadcast
{
public:
    using listener = std::function<void(Args const&...)>;

    broadcast() = default;
    broadcast(broadcast const&) = delete;
    broadcast& operator=(broadcast const&) = delete;

    // Listens for the lifetime of the object, which the broadcast must outlive.
    class subscription
    {
    public:
        subscription() = default;
        subscription(subscription&& other) noexcept : from_(std::exchange(other.from_, nullptr)), at_(other.at_) {}
        subscription& operator=(subscription&& other) noexcept
        {
            std::swap(from_, other.from_);
            std::swap(at_, other.at_);
            return *this;
        }
        ~subscription()
        {
            if (from_ != nullptr)
                from_->listeners_.erase(at_);
        }

    private:
        friend class broadcast;
        broadcast* from_ = nullptr;
        typename std::list<listener>::iterator at_;
    };

    // `hears` is called until the subscription goes; what it refers to lives as long.
    [[nodiscard]] subscription subscribe(listener hears)
    {
        subscription made;
        made.from_ = this;
        made.at_ = listeners_.insert(listeners_.end(), std::move(hears));
        return made;
    }

    bool has_listeners() const noexcept { return !listeners_.empty(); }

    // Returns when every listener has heard it.
    void publish(Args const&... args)
    {
        for (auto const& hears : listeners_)
            hears(args...);
    }

private:
    std::list<listener> listeners_;
};

} // namespace praetor
