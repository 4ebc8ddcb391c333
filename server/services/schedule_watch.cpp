#include <server/services/schedule_watch.hpp>

#include <iterator>

namespace praetor::services {

void schedule_watch::put(models::schedule_version const& seen, timestamp due)
{
    set(seen.id, due, seen);
}

void schedule_watch::put(uuid id, timestamp due)
{
    set(id, due, {});
}

void schedule_watch::drop(uuid id)
{
    auto const found = all_.find(id);
    if (found == all_.end())
        return;
    by_due_.erase({found->second.due, id});
    all_.erase(found);
}

bool schedule_watch::knows(models::schedule_version const& now) const
{
    auto const found = all_.find(now.id);
    return found != all_.end() && found->second.seen == now;
}

std::vector<uuid> schedule_watch::take_due(timestamp when, timestamp again)
{
    std::vector<uuid> taken;
    for (auto const& [due, id] : by_due_) {
        if (due > when)
            break;
        taken.push_back(id);
    }
    for (auto const& id : taken)
        set(id, again, all_.at(id).seen);
    return taken;
}

std::size_t schedule_watch::due(timestamp when) const
{
    std::size_t count = 0;
    for (auto at = by_due_.begin(); at != by_due_.end() && at->first <= when; ++at)
        ++count;
    return count;
}

void schedule_watch::set(uuid id, timestamp due, models::schedule_version const& seen)
{
    auto const [at, is_new] = all_.try_emplace(id);
    if (!is_new)
        by_due_.erase({at->second.due, id});
    at->second = {due, seen};
    by_due_.emplace(due, id);
}

} // namespace praetor::services
