// Who started this process and watches it: systemd, or what speaks as it does.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::app {

// Is told by the datagrams of sd_notify(3). Where there is none, nobody is told anything. One thread.
class supervisor
{
public:
    // The one that NOTIFY_SOCKET names, which wants to hear from this process as often as WATCHDOG_USEC says. The
    // variables are unset: children do not speak for this process. At start, before there are other threads.
    static supervisor from_environment();

    // One at `address`, a path or "@" and an abstract name; empty: none.
    supervisor(std::string address, std::optional<std::chrono::microseconds> watchdog);

    bool is_there() const noexcept { return !address_.empty(); }

    // What was begun is done: the start, or what say_reloading() told of.
    void say_ready();
    bool is_ready() const noexcept { return is_ready_; } // it was said
    void say_reloading() const;                          // say_ready() follows
    void say_stopping() const;

    // Until it is cancelled: tells twice within the watchdog's time that this thread lives, once it is ready; before,
    // that the start takes longer.
    task<void> say_alive();

private:
    // Lines of variables. What can not be sent is lost: it will find out by itself.
    void say(std::string_view lines) const noexcept;

    std::string address_;
    std::optional<std::chrono::microseconds> watchdog_;
    bool is_ready_ = false;
    signal became_ready_;
};

} // namespace praetor::app
