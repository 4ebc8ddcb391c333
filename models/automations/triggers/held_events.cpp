#include <models/automations/triggers/held_events.hpp>

#include <models/automations/triggers/time_reach.hpp>

#include <algorithm>
#include <iterator>

namespace praetor::models {
namespace {

timestamp slot_of(timestamp occurred, duration width)
{
    auto const since = occurred.time_since_epoch();
    auto slot = since / width;
    if (since < duration{0} && since % width != duration{0})
        --slot;
    return timestamp{slot * width};
}

} // namespace

held_events::held_events(std::vector<held_event> stored) : all_(std::move(stored))
{
    std::ranges::sort(all_);
    stored_ = all_;
}

bool held_events::contains(uuid const& id) const
{
    return std::ranges::find(all_, id, &held_event::id) != all_.end();
}

std::int64_t held_events::count(timestamp start, timestamp end) const
{
    return std::ranges::count_if(all_,
                                 [&](held_event const& one) { return start <= one.occurred && one.occurred < end; });
}

void held_events::hold(held_event one, duration within, std::int64_t threshold)
{
    all_.insert(std::ranges::upper_bound(all_, one), one);
    auto const oldest = earlier(all_.back().occurred, std::max(held_event_retention, within));
    std::erase_if(all_, [&](held_event const& other) { return other.occurred < oldest; });

    auto const start = slot_of(one.occurred, within);
    auto const first = std::ranges::lower_bound(all_, start, {}, &held_event::occurred);
    auto const last = std::ranges::lower_bound(first, all_.end(), later(start, within), {}, &held_event::occurred);
    auto const kept = std::max<std::int64_t>(threshold, 0);
    if (last - first > 2 * kept)
        all_.erase(first + kept, last - kept);
}

std::vector<held_event> held_events::added() const
{
    std::vector<held_event> made;
    std::ranges::set_difference(all_, stored_, std::back_inserter(made));
    return made;
}

std::vector<held_event> held_events::removed() const
{
    std::vector<held_event> made;
    std::ranges::set_difference(stored_, all_, std::back_inserter(made));
    return made;
}

} // namespace praetor::models
