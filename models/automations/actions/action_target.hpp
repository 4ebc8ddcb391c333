// Whom an action is to be done to.
#pragma once

#include <models/automations/actions/triggered_action.hpp>

#include <optional>
#include <string>

namespace praetor::models::actions {

// One of both.
struct action_target
{
    std::optional<uuid> id;
    std::string problem; // why there is none: "No deployment could be inferred"
};

// The one that the action names or, where its source is inferred, that the triggering event tells of; of an action on a
// flow run, the one that the labels of the firing name, or the event. Nothing at all for other actions.
action_target target_of(triggered_action const& of);

} // namespace praetor::models::actions
