// Log lines of runs and workers.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct log_table : stored_table
{
    PRAETOR_TABLE(log)

    column<std::string> name{as, "name"};
    column<std::int64_t> level{as, "level", column_type::smallint};
    column<std::optional<uuid>> flow_run_id{as, "flow_run_id"};
    column<std::optional<uuid>> task_run_id{as, "task_run_id"};
    column<std::string> message{as, "message", column_type::text};
    column<praetor::timestamp> timestamp{as, "timestamp"};

    static constexpr std::array constraints{
        constraint{"pk_log", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_log__flow_run_id", "(flow_run_id)"},
        index{"ix_log__flow_run_id_timestamp", "(flow_run_id, timestamp)"},
        index{"ix_log__level", "(level)"},
        index{"ix_log__task_run_id", "(task_run_id)"},
        index{"ix_log__timestamp", "(timestamp)"},
        index{"ix_log__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(log, (name, level, flow_run_id, task_run_id, message, timestamp))

} // namespace praetor::db::schema
