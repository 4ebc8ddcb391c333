// Whether automations have changed since they were loaded, and the loading.
#pragma once

#include <models/automations/triggers/trigger_index.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace praetor::models {

// Differs after any change, be it the hand of another server: how many there are, and when they changed.
struct automation_version
{
    std::int64_t count = 0;
    std::optional<timestamp> updated; // the last
    std::int64_t changes = 0;         // all times of change in one number

    friend bool operator==(automation_version const&, automation_version const&) = default;
};
BOOST_DESCRIBE_STRUCT(automation_version, (), (count, updated, changes))

// The automations that are enabled, as one version of them.
struct loaded_automations
{
    automation_version version;
    trigger_index index;

    loaded_automations() = default;
    loaded_automations(automation_version as_of, std::vector<loaded_automation_ptr> all)
        : version(as_of), index(std::move(all))
    {}
};
using loaded_automations_ptr = std::shared_ptr<loaded_automations const>;

// Reads each automation's time of change, by its index: they can change behind the last one, where transactions end in
// another order than they began, or where somebody writes rows of one time.
task<automation_version> read_automation_version(db::connection& conn);

// The rows that `known` has not, or has otherwise, and the ids of those that are enabled.
struct automation_changes
{
    automation_version version;
    std::vector<uuid> enabled; // in the order of their creation
    std::vector<stored_automation> changed;
};
task<automation_changes> read_automation_changes(db::connection& conn, loaded_automations_ptr known);

// `known` with the changes. An automation that can not be read is logged, and left out.
loaded_automations_ptr apply(automation_changes changes, loaded_automations const& known);

} // namespace praetor::models
