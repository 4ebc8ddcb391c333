// What an automation does once its trigger has fired: an event tells of it, and each action is due.
#pragma once

#include <models/automations/triggers/firing.hpp>
#include <models/automations/triggers/loaded_automation.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// An action that is to be done, as the reference's TriggeredAction.
struct new_due_action
{
    uuid id;
    uuid automation_id;
    json_text triggered_action;
    bool outside = false; // as of loaded_action
};

struct triggered_automation
{
    event triggered_event; // prefect.automation.triggered
    std::vector<new_due_action> actions;
    std::int64_t firings_left = 0; // that may still follow from either
};

// `of` is a firing of the automation's own trigger.
triggered_automation act(loaded_automation const& automation, firing const& of);

// Enqueues the INSERT of a row of praetor_due_action, due at once.
void enqueue_due_action(db::connection& conn, new_due_action const& one, timestamp due, std::int64_t firings_left);

} // namespace praetor::models
