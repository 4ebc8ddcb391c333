// Triggers as clients send them, and events that they are told of, a second each.
#pragma once

#include <models/automations/triggers/bucket.hpp>
#include <models/automations/triggers/firing.hpp>

#include <server/base/json/parse.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::test {

inline constexpr timestamp midday{std::chrono::sys_days{std::chrono::year{2024} / 5 / 6} + std::chrono::hours{12}};

inline timestamp second(double after)
{
    return midday + duration{static_cast<std::int64_t>(after * 1e6)};
}

inline models::trigger trigger_of(std::string_view text)
{
    models::trigger read;
    json::problems found{"body"};
    if (!json::read(read, json::parse(text), found))
        throw std::runtime_error{found.to_json()};
    return read;
}

struct told_resource
{
    std::string id = "thing.1";
    std::vector<std::pair<std::string, std::optional<std::string>>> labels;
};

inline models::event_resource resource_of(told_resource const& told)
{
    models::event_resource made;
    made.labels = told.labels;
    made.labels.insert(made.labels.begin(), {"prefect.resource.id", told.id});
    return made;
}

// `name` at that second, of a thing.
inline models::noted_event_ptr event_at(double after, std::string name, told_resource const& of = {},
                                        std::vector<told_resource> const& related = {})
{
    models::event made;
    made.id = uuid::ordered();
    made.event = std::move(name);
    made.occurred = made.received = second(after);
    made.resource = resource_of(of);
    for (auto const& one : related)
        made.related.push_back(resource_of(one));
    return models::note(std::move(made));
}

// One bucketing key of a trigger.
struct counter
{
    explicit counter(std::string_view text) : trigger(trigger_of(text)) {}

    models::event_trigger const& what() const { return *trigger.if_event(); }

    // How often the trigger fires by it.
    std::size_t hear(models::noted_event_ptr const& event)
    {
        fired.clear();
        if (what().covers(event->what))
            models::count_event(what(), state, event, fired);
        return fired.size();
    }
    std::size_t hear(double after, std::string name) { return hear(event_at(after, std::move(name))); }

    // As the periodic evaluation does it.
    std::size_t pass(double until)
    {
        fired.clear();
        if (what().for_each.empty())
            models::ensure_bucket_of_time(what(), state, second(until));
        if (state.open && models::has_seen_enough(what(), *state.open))
            state.open.reset();
        models::pass_time(what(), state, second(until), fired);
        return fired.size();
    }

    models::trigger trigger;
    models::key_state state;
    models::fired_events fired;
};

} // namespace praetor::test
