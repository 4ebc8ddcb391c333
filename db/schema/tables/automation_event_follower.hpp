// Events that wait for the event they follow.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct automation_event_follower_table : stored_table
{
    static constexpr std::string_view table_name = "automation_event_follower";

    constexpr explicit automation_event_follower_table(std::string_view called = table_name) : stored_table{called} {}

    column<uuid> leader_event_id{as, "leader_event_id"};
    column<uuid> follower_event_id{as, "follower_event_id"};
    column<timestamp> received{as, "received"};
    column<json_text> follower{as, "follower"};
    column<std::string> scope{as, "scope"};

    static constexpr std::array constraints{
        constraint{"pk_automation_event_follower", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_ae_follower_scope_leader", "(scope, leader_event_id)"},
        index{"ix_automation_event_follower__leader_event_id", "(leader_event_id)"},
        index{"ix_automation_event_follower__received", "(received)"},
        index{"ix_automation_event_follower__scope", "(scope)"},
        index{"ix_automation_event_follower__updated", "(updated)"},
        index{"uq_follower_for_scope", "(scope, follower_event_id)", true},
    };
};
BOOST_DESCRIBE_STRUCT(automation_event_follower_table, (stored_table),
                      (leader_event_id, follower_event_id, received, follower, scope))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::automation_event_follower_table automation_event_follower{};

} // namespace praetor::db::tables
