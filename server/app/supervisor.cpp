#include <server/app/supervisor.hpp>

#include <server/app/supervisor_variables.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace praetor::app {
namespace {

constexpr auto while_starting = std::chrono::seconds{10};
constexpr std::string_view start_takes_longer = "EXTEND_TIMEOUT_USEC=30000000";

} // namespace

supervisor supervisor::from_environment()
{
    auto address = take_variable("NOTIFY_SOCKET");
    auto const span = take_number("WATCHDOG_USEC");
    auto const of = take_number("WATCHDOG_PID");
    bool const is_watched = span && *span > 0 && (!of || *of == ::getpid());
    return {std::move(address), is_watched ? std::optional{std::chrono::microseconds{*span}} : std::nullopt};
}

supervisor::supervisor(std::string address, std::optional<std::chrono::microseconds> watchdog)
    : address_(std::move(address)), watchdog_(watchdog)
{
    if ((!address_.starts_with('/') && !address_.starts_with('@')) || address_.size() >= sizeof(sockaddr_un::sun_path))
        address_.clear();
}

void supervisor::say_ready()
{
    is_ready_ = true;
    say("READY=1");
    became_ready_.notify_all();
}

void supervisor::say_reloading() const
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    auto const since_boot = std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
    auto const count = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
    say("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(count));
}

void supervisor::say_stopping() const
{
    say("STOPPING=1");
}

task<void> supervisor::say_alive()
{
    constexpr auto never = std::chrono::hours{24};
    for (;;) {
        std::chrono::steady_clock::duration pause = never;
        if (is_there() && !is_ready_)
            pause = while_starting;
        if (is_there() && watchdog_)
            pause = std::min<std::chrono::steady_clock::duration>(pause, *watchdog_ / 2);
        static_cast<void>(co_await became_ready_.wait_for(pause));
        if (!is_ready_)
            say(start_takes_longer);
        else if (watchdog_)
            say("WATCHDOG=1");
    }
}

void supervisor::say(std::string_view lines) const noexcept
{
    if (!is_there())
        return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    auto size = offsetof(sockaddr_un, sun_path) + address_.size();
    if (address_.front() == '@')
        to.sun_path[0] = '\0';
    else
        ++size; // the NUL
    int const speaks = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (speaks < 0)
        return;
    static_cast<void>(::sendto(speaks, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<sockaddr const*>(&to), static_cast<socklen_t>(size)));
    ::close(speaks);
}

} // namespace praetor::app
