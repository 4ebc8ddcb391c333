// An automation as it is evaluated: its triggers, and what it does as the JSON that its actions are given.
#pragma once

#include <models/automations/triggers/trigger.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/timestamp.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table automation.
struct stored_automation
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string name;
    std::string description;
    bool enabled = true;
    json_text tags;
    json_text trigger;
    json_text actions;
    json_text actions_on_trigger;
    json_text actions_on_resolve;
};
BOOST_DESCRIBE_STRUCT(stored_automation, (),
                      (id, created, updated, name, description, enabled, tags, trigger, actions, actions_on_trigger,
                       actions_on_resolve))

// A trigger within an automation, and the place of the one that it is a part of; nothing for the automation's own.
struct trigger_node
{
    trigger const* what = nullptr;
    std::optional<std::size_t> parent;
};

// An action, as JSON.
struct loaded_action
{
    json_text text;
    bool outside = false; // what it does is no matter of the database
};

// Never changed. Its nodes point into itself: it stays where it is.
struct loaded_automation
{
    uuid id;
    timestamp updated{};
    std::string name;
    trigger root;
    std::vector<trigger_node> nodes; // all of them, the root first
    json_text text;                  // the automation as the reference tells it
    std::vector<loaded_action> actions;
    std::vector<loaded_action> actions_on_trigger;

    loaded_automation() = default;
    loaded_automation(loaded_automation const&) = delete;
    loaded_automation& operator=(loaded_automation const&) = delete;
};

using loaded_automation_ptr = std::shared_ptr<loaded_automation const>;

// error{errc::database} where what is stored is no automation.
loaded_automation_ptr load(stored_automation const& row);

} // namespace praetor::models
