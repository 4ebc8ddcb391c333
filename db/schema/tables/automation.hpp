// Automations: a trigger and its actions.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct automation_table : stored_table
{
    PRAETOR_TABLE(automation)

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
    static constexpr std::array indexes{
        index{"ix_automation__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(automation,
                       (name, description, enabled, trigger, actions, actions_on_trigger, actions_on_resolve, tags))

} // namespace praetor::db::schema
