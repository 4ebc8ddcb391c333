// Automations: a trigger, and the actions that are done when it fires.
#pragma once

#include <models/automations/actions/action.hpp>
#include <models/automations/automation_filter.hpp>
#include <models/automations/triggers/trigger.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// A row of table automation, as replies show it. Trigger and actions stay text.
struct automation : stored_row
{
    std::string name;
    std::string description;
    bool enabled = true;
    json_text tags;
    trigger_response trigger;
    json_text actions;
    json_text actions_on_trigger;
    json_text actions_on_resolve;
};
BOOST_DESCRIBE_STRUCT(automation, (stored_row),
                      (name, description, enabled, tags, trigger, actions, actions_on_trigger, actions_on_resolve))

struct automation_update
{
    static constexpr bool refuses_unknown = true;
    std::string name;
    defaulted<std::string> description;
    defaulted<bool> enabled{true};
    defaulted<std::vector<std::string>> tags;
    models::trigger trigger;
    std::vector<actions::action> actions;
    defaulted<std::vector<actions::action>> actions_on_trigger;
    defaulted<std::vector<actions::action>> actions_on_resolve;
};
BOOST_DESCRIBE_STRUCT(automation_update, (),
                      (name, description, enabled, tags, trigger, actions, actions_on_trigger, actions_on_resolve))

struct automation_create : automation_update
{
    static constexpr bool refuses_unknown = true;
    std::optional<std::string> owner_resource; // its id
};
BOOST_DESCRIBE_STRUCT(automation_create, (automation_update), (owner_resource))

struct automation_partial_update
{
    static constexpr bool refuses_unknown = true;
    patch<bool> enabled{true};
};
BOOST_DESCRIBE_STRUCT(automation_partial_update, (), (enabled))

BOOST_DEFINE_ENUM_CLASS(automation_sort, CREATED_DESC, UPDATED_DESC, NAME_ASC, NAME_DESC)

// What is told on this channel: {"automation_id": …, "event_type": "created" | "updated" | "deleted"}, as servers of
// the reference tell it to each other.
inline constexpr std::string_view automation_change_channel = "prefect_automation_changes";

// Why an automation that is on would run flows without an end: a flow run that it makes triggers it again. Nothing
// where it would not.
std::optional<std::string> endless_runs(bool enabled, trigger const& when, std::vector<actions::action> const& actions);

// With its links to the resource that owns it and to the deployments that it runs.
task<with_events<automation>> create_automation(db::connection& conn, automation_create wanted);

// Nothing where there is none.
task<std::optional<automation>> read_automation(db::connection& conn, uuid id);
// In the order of `sort`; the part that `range` says.
task<std::vector<automation>> read_automations(db::connection& conn, std::optional<filters::automation_filter> wanted,
                                               automation_sort sort, page range);
task<std::int64_t> count_automations(db::connection& conn, std::optional<filters::automation_filter> wanted);
// Those that a resource owns, and those that run it.
task<std::vector<automation>> read_related_automations(db::connection& conn, std::string resource_id);

// What was sent, and the links to deployments anew. False where there is no such automation.
task<with_events<bool>> update_automation(db::connection& conn, uuid id, automation_update wanted);
// On and off. False where there is no such automation. json::invalid_request where it would run flows without an end
// then.
task<with_events<bool>> switch_automation(db::connection& conn, uuid id, automation_partial_update wanted);
// With all that was counted for it. False where there is no such automation.
task<with_events<bool>> delete_automation(db::connection& conn, uuid id);
// Gives how many. Without events, as in the reference.
task<std::int64_t> delete_owned_automations(db::connection& conn, std::string resource_id);

} // namespace praetor::models
