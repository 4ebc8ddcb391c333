#include <models/automations/triggers/firing.hpp>

#include <models/automations/triggers/time_reach.hpp>

#include <server/base/json/object_writer.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

bool is_child_of(trigger const& parent, uuid const& id)
{
    return std::ranges::any_of(parent.children(), [&](trigger const& child) { return child.id() == id; });
}

bool is_ready(trigger const& parent, std::vector<child_firing const*> const& fired)
{
    if (std::holds_alternative<compound_trigger>(parent.as))
        return fired.size() >= parent.expected_firings();
    return std::ranges::equal(fired, parent.children(), [](child_firing const* one, trigger const& child) {
        return one->child_trigger_id == child.id();
    });
}

// The latest firing of a part takes the place of the one before.
void put(child_firings& waiting, firing const& child)
{
    std::erase_if(waiting, [&](child_firing const& one) { return one.child_trigger_id == child.of->id(); });
    waiting.push_back({child.of->id(), child.id, child.triggered, to_json(child)});
}

} // namespace

json_text to_json(firing const& one)
{
    return {json::object_text([&](json::object_writer& object) {
        object.value("id", one.id).value("trigger", *one.of).json("trigger_states", R"(["Triggered"])");
        object.value("triggered", one.triggered).object("triggering_labels", [&](json::object_writer& labels) {
            for (auto const& [label, value] : one.labels)
                labels.text(label, value);
        });
        object.value("triggering_firings", one.parts).json("triggering_event", text_of(one.event).text);
        object.json("triggering_value", "null");
    })};
}

std::optional<firing> complete(trigger const& parent, child_firings& waiting, firing const& child, uuid id,
                               timestamp at)
{
    firing made{.id = id, .of = &parent, .triggered = at, .labels = {}, .parts = {}, .event = child.event};
    if (parent.expected_firings() == 1) {
        made.parts.push_back(to_json(child));
        return made;
    }
    if (auto const within = parent.within())
        std::erase_if(waiting, [since = child.triggered, within](child_firing const& one) {
            return *within < duration{0} ? one.fired_at < since - *within : one.fired_at < earlier(since, *within);
        });
    put(waiting, child);
    std::vector<child_firing const*> fired;
    for (auto const& one : waiting)
        if (is_child_of(parent, one.child_trigger_id))
            fired.push_back(&one);
    std::ranges::sort(fired, {}, [](child_firing const* one) { return std::pair{one->fired_at, one->id}; });
    if (!is_ready(parent, fired))
        return std::nullopt;
    for (auto const* one : fired)
        made.parts.push_back(one->text);
    std::erase_if(waiting, [&](child_firing const& one) { return is_child_of(parent, one.child_trigger_id); });
    return made;
}

} // namespace praetor::models
