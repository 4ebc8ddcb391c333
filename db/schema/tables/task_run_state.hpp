// The states a task run has had.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct task_run_state_table : stored_table
{
    PRAETOR_TABLE(task_run_state)

    column<label> type{as, "type", state_type_labels};
    column<praetor::timestamp> timestamp{as, "timestamp", now()};
    column<std::string> name{as, "name"};
    column<std::optional<std::string>> message{as, "message"};
    column<json_text> state_details{as, "state_details", initially("{}")};
    column<std::optional<json_text>> data{as, "data"};
    column<uuid> task_run_id{as, "task_run_id"};
    column<std::optional<uuid>> result_artifact_id{as, "result_artifact_id"};

    static constexpr std::array constraints{
        constraint{"pk_task_run_state", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_task_run_state__result_artifact_id__artifact", "result_artifact_id", "artifact",
                    on_delete::set_null},
        foreign_key{"fk_task_run_state__task_run_id__task_run", "task_run_id", "task_run", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_task_run_state__name", "(name)"},
        index{"ix_task_run_state__result_artifact_id", "(result_artifact_id)"},
        index{"ix_task_run_state__type", "(type)"},
        on_sqlite("ix_task_run_state__type_name_timestamp", "(type, name, timestamp)"),
        index{"ix_task_run_state__updated", "(updated)"},
        index{"uq_task_run_state__task_run_id_timestamp_desc", "(task_run_id, timestamp DESC)", true,
              "(task_run_id, timestamp)"},
    };
};
PRAETOR_DESCRIBE_TABLE(task_run_state,
                       (type, timestamp, name, message, state_details, data, task_run_id, result_artifact_id))

} // namespace praetor::db::schema
