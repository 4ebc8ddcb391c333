// Events that a proactive trigger expects and no bucket was there to count: the bucket that opens later does.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct automation_held_event_table : stored_table
{
    PRAETOR_TABLE(automation_held_event)

    column<uuid> automation_id{as, "automation_id"};
    column<uuid> trigger_id{as, "trigger_id"};
    column<json_text> bucketing_key{as, "bucketing_key", initially("[]")};
    column<uuid> event_id{as, "event_id"};
    column<timestamp> occurred{as, "occurred"};

    static constexpr std::array constraints{
        constraint{"pk_automation_held_event", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_automation_held_event__automation_id__automation", "automation_id", "automation",
                    on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_automation_held_event__trigger_key_occurred",
              "(automation_id, trigger_id, bucketing_key, occurred, event_id)"},
        index{"ix_automation_held_event__updated", "(updated)"},
        index{"uq_automation_held_event__trigger_key_event", "(automation_id, trigger_id, bucketing_key, event_id)",
              true},
    };
};
PRAETOR_DESCRIBE_TABLE(automation_held_event, (automation_id, trigger_id, bucketing_key, event_id, occurred))

} // namespace praetor::db::schema
