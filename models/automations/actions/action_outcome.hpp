// What became of an action, and the events that tell it.
#pragma once

#include <models/automations/actions/triggered_action.hpp>
#include <models/events/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::models::actions {

struct action_outcome
{
    std::vector<event_resource> related;                    // what it was done to, and what came of it
    std::vector<std::pair<std::string, json_text>> details; // beside the payload of the event
    std::optional<std::string> failure;                     // why it was not done

    // What the events of the action tell: a resource in its role, a member of the payload, the status of an answer.
    void relate(std::string id, std::string_view role, std::optional<std::string> name = {});
    void add_detail(std::string name, json_text value);
    void add_status(std::int64_t status);
};

// prefect.automation.action.triggered, and after it executed or failed.
std::vector<event> action_events(triggered_action const& of, action_outcome const& outcome);

} // namespace praetor::models::actions
