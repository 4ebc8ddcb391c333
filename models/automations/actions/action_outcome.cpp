#include <models/automations/actions/action_outcome.hpp>

#include <server/base/json/object_writer.hpp>

#include <chrono>

namespace praetor::models::actions {
namespace {

// Within this time of the event that triggered it, an action's first event is said to follow that one.
constexpr std::chrono::minutes tight_timing{5};

void add_resource(std::vector<event_resource>& all, uuid event_id, std::string_view role)
{
    all.push_back({{{"prefect.resource.id", "prefect.event." + to_string(event_id)},
                    {"prefect.resource.role", std::string{role}}}});
}

event action_event(triggered_action const& of, action_outcome const& outcome, std::string name)
{
    event made;
    made.id = uuid::ordered();
    made.event = "prefect.automation.action." + std::move(name);
    made.received = now();
    made.resource.labels = {{"prefect.resource.id", "prefect.automation." + to_string(of.automation_id)},
                            {"prefect.resource.name", of.automation_name},
                            {"prefect.trigger-type", of.trigger_type}};
    if (of.posture)
        made.resource.labels.emplace_back("prefect.posture", *of.posture);
    made.related = outcome.related;
    if (of.state_change_event)
        add_resource(made.related, *of.state_change_event, "automation-triggered-event");
    if (of.triggering_event)
        add_resource(made.related, of.triggering_event->id, "triggering-event");
    return made;
}

void write_details(json::object_writer& payload, triggered_action const& of)
{
    payload.value("action_index", of.index).text("action_type", type_of(of.what)).text("invocation", to_string(of.id));
}

} // namespace

void action_outcome::relate(std::string id, std::string_view role, std::optional<std::string> name)
{
    auto& one = related.emplace_back();
    one.labels = {{"prefect.resource.id", std::move(id)}, {"prefect.resource.role", std::string{role}}};
    if (name)
        one.labels.emplace_back("prefect.resource.name", std::move(*name));
}

void action_outcome::add_detail(std::string name, json_text value)
{
    details.emplace_back(std::move(name), std::move(value));
}

void action_outcome::add_status(std::int64_t status)
{
    add_detail("status_code", json_text{std::to_string(status)});
}

std::vector<event> action_events(triggered_action const& of, action_outcome const& outcome)
{
    auto first = action_event(of, outcome, "triggered");
    first.occurred = of.triggered;
    first.payload.text = json::object_text([&](json::object_writer& payload) { write_details(payload, of); });
    if (of.triggering_event && std::chrono::abs(of.triggered - of.triggering_event->occurred) < tight_timing)
        first.follows = of.triggering_event->id;
    auto second = action_event(of, outcome, outcome.failure ? "failed" : "executed");
    second.occurred = now();
    second.follows = first.id;
    second.payload.text = json::object_text([&](json::object_writer& payload) {
        write_details(payload, of);
        if (outcome.failure)
            payload.text("reason", *outcome.failure);
        for (auto const& [name, value] : outcome.details)
            payload.json(name, value.text);
    });
    return {std::move(first), std::move(second)};
}

} // namespace praetor::models::actions
