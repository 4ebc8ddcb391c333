// Events that wait for the event they follow.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct automation_event_follower_table : stored_table
{
    PRAETOR_TABLE(automation_event_follower)

    column<uuid> leader_event_id{as, "leader_event_id"};
    column<uuid> follower_event_id{as, "follower_event_id"};
    column<timestamp> received{as, "received"};
    column<json_text> follower{as, "follower"};
    column<std::string> scope{as, "scope"};

    static constexpr std::array constraints{
        constraint{"pk_automation_event_follower", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_ae_follower_scope_leader", "(scope, leader_event_id)"},
        index{"ix_automation_event_follower__leader_event_id", "(leader_event_id)"},
        index{"ix_automation_event_follower__received", "(received)"},
        index{"ix_automation_event_follower__scope", "(scope)"},
        index{"ix_automation_event_follower__updated", "(updated)"},
        index{"uq_follower_for_scope", "(scope, follower_event_id)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(automation_event_follower, (leader_event_id, follower_event_id, received, follower, scope))

} // namespace praetor::db::schema
