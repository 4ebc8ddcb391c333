// An action that a firing asked for, as the row that waits for it tells it: the reference's TriggeredAction.
#pragma once

#include <models/automations/actions/action.hpp>
#include <models/events/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace praetor::models::actions {

struct triggered_action
{
    uuid id; // of this invocation
    uuid automation_id;
    std::string automation_name;
    std::string trigger_type;           // "event", "compound" …
    std::optional<std::string> posture; // of an event trigger
    timestamp triggered{};
    std::vector<std::pair<std::string, std::string>> triggering_labels;
    std::optional<event> triggering_event;
    std::optional<uuid> state_change_event; // automation.triggered or .resolved
    action what;
    std::int64_t index = 0; // of the action in its automation
    json_text document;     // all of it, as templates see it

    // "automation …, action 0, invocation …": under which a flow run is made once.
    std::string idempotency_key() const;
    // The first resource of that kind ("prefect.flow-run") that the triggering event involves, if its id ends in a
    // UUID.
    std::optional<uuid> involved(std::string_view kind) const;
};

// error{errc::database} where the text is none.
triggered_action read_triggered_action(json_text document);

// The kind of a resource's id: all before its last dot.
std::string_view kind_of(std::string_view resource_id);
// What follows the last dot, where that is a UUID and `kind` is all before it.
std::optional<uuid> id_of(std::string_view resource_id, std::string_view kind);

} // namespace praetor::models::actions
