#include <server/services/event_bus.hpp>

#include <algorithm>

namespace praetor::services {

event_bus::mark event_bus::taken() const
{
    mark all;
    all.reserve(recorders_.size());
    for (auto const* one : recorders_)
        all.push_back(one->taken());
    return all;
}

bool event_bus::are_settled(mark const& until) const
{
    for (std::size_t i = 0; i < std::min(until.size(), recorders_.size()); ++i)
        if (recorders_[i]->settled() < until[i])
            return false;
    return true;
}

task<void> event_bus::wait_until_settled(mark until)
{
    flush();
    while (!are_settled(until))
        co_await progressed_.wait();
}

task<bool> event_bus::wait_until_settled(std::chrono::milliseconds limit)
{
    auto const end = std::chrono::steady_clock::now() + limit;
    auto const until = taken();
    flush();
    while (!are_settled(until)) {
        auto const has_progressed = co_await progressed_.wait_until(end);
        if (!has_progressed)
            co_return are_settled(until);
    }
    co_return true;
}

task<void> event_bus::wait_for_room()
{
    flush();
    while (is_congested())
        co_await progressed_.wait();
}

task<void> event_bus::wait_for_last_room()
{
    flush();
    while (is_full())
        co_await progressed_.wait();
}

double event_bus::load() const
{
    double highest = 0;
    for (auto const* one : recorders_)
        highest = std::max(highest, one->load());
    return highest;
}

void event_bus::flush()
{
    for (auto* one : recorders_)
        one->flush();
}

} // namespace praetor::services
