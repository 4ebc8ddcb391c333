#include <db/recent_writers.hpp>

#include <algorithm>

namespace praetor::db {

void recent_writers::wrote(std::string const& client, clock::time_point when)
{
    until_.insert_or_assign(client, when + span_);
    if (until_.size() < sweep_at_)
        return;
    std::erase_if(until_, [&](auto const& one) { return one.second <= when; });
    sweep_at_ = std::max<std::size_t>(1024, until_.size() * 2);
}

bool recent_writers::contains(std::string const& client, clock::time_point when) const
{
    auto const known = until_.find(client);
    return known != until_.end() && when < known->second;
}

} // namespace praetor::db
