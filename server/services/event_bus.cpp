#include <server/services/event_bus.hpp>

namespace praetor::services {

task<bool> event_bus::wait_until_settled(std::chrono::milliseconds limit)
{
    auto const end = std::chrono::steady_clock::now() + limit;
    auto const goal = progress().taken;
    while (progress().settled < goal) {
        auto const was_told = co_await progressed_.wait_until(end);
        if (!was_told)
            co_return progress().settled >= goal;
    }
    co_return true;
}

task<void> event_bus::wait_for_room()
{
    while (is_congested())
        co_await progressed_.wait();
}

} // namespace praetor::services
