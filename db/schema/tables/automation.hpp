// Automations: a trigger and its actions.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct automation_table : stored_table
{
    static constexpr std::string_view table_name = "automation";

    constexpr explicit automation_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> name{as, "name"};
    column<std::string> description{as, "description"};
    column<bool> enabled{as, "enabled", initially("1")};
    column<json_text> trigger{as, "trigger"};
    column<json_text> actions{as, "actions"};
    column<json_text> actions_on_trigger{as, "actions_on_trigger", initially("[]")};
    column<json_text> actions_on_resolve{as, "actions_on_resolve", initially("[]")};
    column<json_text> tags{as, "tags", initially("[]")};

    static constexpr std::array constraints{
        constraint{"pk_automation", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_automation__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(automation_table, (stored_table),
                      (name, description, enabled, trigger, actions, actions_on_trigger, actions_on_resolve, tags))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::automation_table automation{};

} // namespace praetor::db::tables
