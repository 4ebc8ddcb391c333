// One slot of the pool: in which state it is and since when, and what is to be done with its connection next. Decides,
// and does nothing: no connection, no clock and no timer of its own.
#pragma once

#include <chrono>
#include <optional>

namespace praetor::db {

using pool_clock = std::chrono::steady_clock;

// What all slots of a pool go by.
struct pool_limits
{
    pool_clock::duration ping_after;      // what idled longer is asked whether it lives
    pool_clock::duration stays_unused;    // what idled longer, beyond the pool's size, is closed
    pool_clock::time_point doubted{};     // whatever was last used before may be dead: a connection was lost then
    pool_clock::time_point void_before{}; // whatever was born before is useless: its server only reads now
};

class pool_node
{
public:
    enum class state
    {
        connecting, // from the start on
        idle,
        checking,
        in_use
    };

    enum class step
    {
        hand_out,
        check,
        close
    };

    explicit pool_node(pool_clock::time_point now) noexcept
        : since_(now), born_(now), ends_(pool_clock::time_point::max())
    {}

    // The connection stands; it is closed when it has lived that long, if a life is given.
    void connected(pool_clock::time_point now, std::optional<pool_clock::duration> life) noexcept;
    // It is being asked, or used, or was given back.
    void check(pool_clock::time_point now) noexcept { enter(state::checking, now); }
    void use(pool_clock::time_point now) noexcept { enter(state::in_use, now); }
    void rest(pool_clock::time_point now) noexcept { enter(state::idle, now); }

    // Whether its connection lives on after it was used.
    bool stays(pool_clock::time_point now, pool_limits const& limits) const noexcept;
    // What becomes of an idle one that somebody asks for.
    step next(pool_clock::time_point now, pool_limits const& limits) const noexcept;
    // Whether an idle one is to be closed though nobody asks for it; `beyond_size`: others are enough.
    bool expires(pool_clock::time_point now, pool_limits const& limits, bool beyond_size) const noexcept;

    state is() const noexcept { return state_; }
    // How long it has been in its state; how old its connection is, and whether it is older than it may get.
    pool_clock::duration since(pool_clock::time_point now) const noexcept { return now - since_; }
    pool_clock::duration age(pool_clock::time_point now) const noexcept { return now - born_; }
    bool outlived(pool_clock::time_point now) const noexcept { return now >= ends_; }

private:
    void enter(state next, pool_clock::time_point now) noexcept
    {
        state_ = next;
        since_ = now;
    }

    state state_ = state::connecting;
    pool_clock::time_point since_;
    pool_clock::time_point born_;
    pool_clock::time_point ends_;
};

} // namespace praetor::db
