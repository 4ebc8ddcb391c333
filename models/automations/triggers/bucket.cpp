#include <models/automations/triggers/bucket.hpp>

#include <models/automations/triggers/time_reach.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace praetor::models {
namespace {

std::int64_t held_in(event_trigger const& of, key_state const& state, timestamp start)
{
    return holds_events(of) ? state.held.count(start, later(start, of.within)) : 0;
}

// A bucket that is open stays as it is.
void ensure_bucket(event_trigger const& of, key_state& state, bucket wanted)
{
    if (state.open)
        return;
    if (holds_events(of))
        wanted.count += state.held.count(wanted.start, wanted.end);
    wanted.last_operation = "ensure_bucket[insert]";
    state.open = std::move(wanted);
}

void start_new_bucket(event_trigger const& of, key_state& state, timestamp start, std::int64_t count,
                      noted_event_ptr last_event)
{
    auto const* const operation = state.open ? "start_new_bucket[update]" : "start_new_bucket[insert]";
    state.open = bucket{.start = start,
                        .end = later(start, of.within),
                        .count = count + held_in(of, state, start),
                        .last_event = std::move(last_event),
                        .last_operation = operation};
}

// An event that both opens and counts, and has kept a proactive trigger from firing, begins the next window. What it
// only expects and saw at the same time or later stays what is known last.
void roll(event_trigger const& of, key_state& state, noted_event_ptr const& event, noted_event_ptr const& previous)
{
    auto const& name = event->what.event;
    if (!of.starts_after(name) || !of.expects(name))
        return;
    bool const previous_stays = previous && of.expects(previous->what.event) &&
                                !of.starts_after(previous->what.event) &&
                                previous->what.occurred >= event->what.occurred;
    state.open.reset();
    start_new_bucket(of, state, event->what.occurred, 0, previous_stays ? previous : event);
}

// `event` is null where time alone has gone on. There is a bucket.
void evaluate(event_trigger const& of, key_state& state, timestamp at, noted_event_ptr const& event,
              fired_events& fired)
{
    if (at < state.open->start)
        return; // late, or within the rest of the time of a trigger that has fired
    bool is_spent = event == nullptr;
    auto const previous = state.open->last_event;
    if (!is_spent && (of.is_immediate() || at < state.open->end)) {
        ++state.open->count;
        state.open->last_event = event;
        state.open->last_operation = "increment_bucket[update]";
        is_spent = true;
    }
    auto const end = state.open->end;
    bool const meets = of.meets_threshold(state.open->count);
    if (meets && (!of.is_proactive() || end <= at)) {
        fired.push_back(event ? event : state.open->last_event);
        state.open.reset();
    }
    else if (at < end) {
        if (event && of.is_proactive() && !meets)
            roll(of, state, event, previous);
        return;
    }
    if (!of.after.empty()) {
        state.open.reset();
        return;
    }
    if (of.within == duration{0})
        return;
    auto const start = std::max(end, at);
    bool const counts_again = !of.is_proactive() && !is_spent;
    start_new_bucket(of, state, start, counts_again || is_spent ? 0 : 1, nullptr);
    if (counts_again)
        evaluate(of, state, at, event, fired);
}

} // namespace

void count_event(event_trigger const& of, key_state& state, noted_event_ptr const& event, fired_events& fired)
{
    auto const& [occurred, name] = std::tie(event->what.occurred, event->what.event);
    bool const expected = of.expects(name);
    bool found = false;
    if (!of.after.empty() && of.starts_after(name)) {
        // One that both opens and counts leaves the bucket that it opens at nothing.
        ensure_bucket(of, state,
                      {.start = occurred,
                       .end = later(occurred, of.within),
                       .count = expected ? -1 : 0,
                       .last_event = event,
                       .last_operation = {}});
        found = true;
    }
    else if (of.after.empty() && expected) {
        // The first bucket reaches back: others that occurred before may be on their way.
        ensure_bucket(of, state,
                      {.start = earlier(occurred, preceding_event_lookback),
                       .end = later(occurred, of.within),
                       .count = 0,
                       .last_event = event,
                       .last_operation = {}});
        found = true;
    }
    if (!expected)
        return;
    if (!found && holds_events(of)) {
        if (state.held.contains(event->what.id))
            return; // was counted when it was held
        state.held.hold({occurred, event->what.id}, of.within, of.threshold);
    }
    if (state.open)
        evaluate(of, state, occurred, event, fired);
}

void pass_time(event_trigger const& of, key_state& state, timestamp as_of, fired_events& fired)
{
    if (state.open)
        evaluate(of, state, as_of, nullptr, fired);
}

void ensure_bucket_of_time(event_trigger const& of, key_state& state, timestamp as_of)
{
    ensure_bucket(
        of, state,
        {.start = as_of, .end = later(as_of, of.within), .count = 0, .last_event = nullptr, .last_operation = {}});
}

} // namespace praetor::models
