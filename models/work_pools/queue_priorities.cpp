#include <models/work_pools/queue_priorities.hpp>

#include <algorithm>
#include <map>

namespace praetor::models {

std::int64_t free_priority(std::vector<queue_priority> const& taken)
{
    std::vector<std::int64_t> sorted;
    for (auto const& one : taken)
        sorted.push_back(one.priority);
    std::ranges::sort(sorted);
    std::int64_t expected = 1;
    for (auto const one : sorted) {
        if (one != expected)
            return expected;
        ++expected;
    }
    return sorted.empty() ? 1 : sorted.back() + 1;
}

std::vector<queue_priority> shifted_priorities(std::vector<queue_priority> const& all,
                                               std::optional<queue_priority> moved)
{
    std::map<uuid, std::int64_t> before;
    std::vector<queue_priority> queues;
    for (auto const& one : all) {
        before.emplace(one.id, one.priority);
        if (!moved || one.id != moved->id)
            queues.push_back(one);
    }
    std::vector<queue_priority> changed;
    if (moved) {
        auto const at =
            std::ranges::find_if(queues, [&](queue_priority const& one) { return one.priority >= moved->priority; });
        // Behind all others it takes whatever it asks for.
        if (at == queues.end() && before.at(moved->id) != moved->priority)
            changed.push_back(*moved);
        else if (at != queues.end())
            queues.insert(at, *moved);
    }
    std::int64_t last = 0;
    for (auto& one : queues) {
        if (one.priority <= last)
            one.priority = last + 1;
        last = one.priority;
        if (before.at(one.id) != one.priority)
            changed.push_back(one);
    }
    return changed;
}

} // namespace praetor::models
