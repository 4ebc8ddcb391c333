// What an automation has counted so far in the current span of its trigger.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct automation_bucket_table : stored_table
{
    PRAETOR_TABLE(automation_bucket)

    column<uuid> automation_id{as, "automation_id"};
    column<uuid> trigger_id{as, "trigger_id"};
    column<json_text> bucketing_key{as, "bucketing_key"};
    column<std::optional<json_text>> last_event{as, "last_event"};
    column<timestamp> start{as, "start"};
    column<timestamp> end{as, "end"};
    column<std::int64_t> count{as, "count"};
    column<std::optional<std::string>> last_operation{as, "last_operation"};
    column<std::optional<timestamp>> triggered_at{as, "triggered_at"};

    static constexpr std::array constraints{
        constraint{"pk_automation_bucket", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_automation_bucket__automation_id__automation", "automation_id", "automation",
                    on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_automation_bucket__automation_id__end", "(automation_id, \"end\")"},
        index{"ix_automation_bucket__updated", "(updated)"},
        index{"uq_automation_bucket__automation_id__trigger_id__bucketing_key",
              "(automation_id, trigger_id, bucketing_key)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(automation_bucket, (automation_id, trigger_id, bucketing_key, last_event, start, end, count,
                                           last_operation, triggered_at))

} // namespace praetor::db::schema
