#include <models/automations/triggers/triggered_action.hpp>

#include <server/base/json/object_writer.hpp>

namespace praetor::models {
namespace {

json_text labels_of(firing const& of)
{
    return {json::object_text([&](json::object_writer& labels) {
        for (auto const& [label, value] : of.labels)
            labels.text(label, value);
    })};
}

event state_change(loaded_automation const& automation, firing const& of)
{
    event made;
    made.id = uuid::ordered();
    made.event = "prefect.automation.triggered";
    made.occurred = of.triggered;
    made.received = of.triggered;
    made.resource.labels = {{"prefect.resource.id", "prefect.automation." + to_string(automation.id)},
                            {"prefect.resource.name", automation.name}};
    if (auto const* what = of.of->if_event())
        made.resource.labels.emplace_back("prefect.posture", what->is_proactive() ? "Proactive" : "Reactive");
    if (of.event)
        made.related.push_back({{{"prefect.resource.id", "prefect.event." + to_string(of.event->what.id)},
                                 {"prefect.resource.role", "triggering-event"}}});
    made.payload.text = json::object_text([&](json::object_writer& payload) {
        payload.json("triggering_labels", labels_of(of).text).json("triggering_event", text_of(of.event).text);
    });
    return made;
}

} // namespace

triggered_automation act(loaded_automation const& automation, firing const& of)
{
    triggered_automation made{state_change(automation, of), {}};
    auto const firing_text = to_json(of);
    auto const labels = labels_of(of);
    auto const add = [&](loaded_action const& action, std::string const& triggering_event) {
        new_due_action due{uuid::ordered(), automation.id, {}, action.outside};
        due.triggered_action.text = json::object_text([&](json::object_writer& object) {
            object.json("automation", automation.text.text).value("id", due.id).json("firing", firing_text.text);
            object.value("triggered", of.triggered).json("triggering_labels", labels.text);
            object.json("triggering_event", triggering_event).json("action", action.text.text);
            object.value("action_index", static_cast<std::int64_t>(made.actions.size()));
            object.value("automation_triggered_event_id", made.triggered_event.id);
        });
        made.actions.push_back(std::move(due));
    };
    for (auto const& action : automation.actions)
        add(action, text_of(of.event).text);
    auto const event_text = automation.actions_on_trigger.empty() ? std::string{} : json::to_text(made.triggered_event);
    for (auto const& action : automation.actions_on_trigger)
        add(action, event_text);
    return made;
}

void enqueue_due_action(db::connection& conn, new_due_action const& one, timestamp due, std::int64_t firings_left)
{
    conn.enqueue(db::sql{
        "INSERT INTO praetor_due_action (id, automation_id, triggered_action, due, attempts, firings_left, outside) "
        "VALUES ($1, $2, $3, $4, 0, $5, $6)",
        one.id, one.automation_id, one.triggered_action, due, firings_left, one.outside});
}

} // namespace praetor::models
