// When each schedule has to be looked at next, as far as this server knows: so that a look costs what is due, however
// many schedules there are.
#pragma once

#include <models/deployments/scheduled_runs.hpp>

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <cstddef>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace praetor::services {

// Used on one thread. What it forgets or does not know yet is found by whoever reads them all again.
class schedule_watch
{
public:
    // A schedule that was looked at as it is in this version.
    void put(models::schedule_version const& seen, timestamp due);
    // One that has to be looked at whatever its version.
    void put(uuid id, timestamp due);
    void drop(uuid id);

    // Whether it was looked at as it is.
    bool knows(models::schedule_version const& now) const;

    // Those that are due, in no order. They come again at `again` unless they are put anew or dropped: what fails is
    // not forgotten.
    std::vector<uuid> take_due(timestamp when, timestamp again);

    std::size_t size() const noexcept { return all_.size(); }
    // Of those that are due.
    std::size_t due(timestamp when) const;

private:
    struct entry
    {
        timestamp due{};
        models::schedule_version seen;
    };

    void set(uuid id, timestamp due, models::schedule_version const& seen);

    std::unordered_map<uuid, entry> all_;
    std::set<std::pair<timestamp, uuid>> by_due_;
};

} // namespace praetor::services
