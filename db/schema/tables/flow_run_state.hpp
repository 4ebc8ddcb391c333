// The states a flow run has had.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct flow_run_state_table : stored_table
{
    PRAETOR_TABLE(flow_run_state)

    column<label> type{as, "type", state_type_labels};
    column<praetor::timestamp> timestamp{as, "timestamp", now()};
    column<std::string> name{as, "name"};
    column<std::optional<std::string>> message{as, "message"};
    column<json_text> state_details{as, "state_details", initially("{}")};
    column<std::optional<json_text>> data{as, "data"};
    column<uuid> flow_run_id{as, "flow_run_id"};
    column<std::optional<uuid>> result_artifact_id{as, "result_artifact_id"};

    static constexpr std::array constraints{
        constraint{"pk_flow_run_state", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_flow_run_state__flow_run_id__flow_run", "flow_run_id", "flow_run", on_delete::cascade},
        foreign_key{"fk_flow_run_state__result_artifact_id__artifact", "result_artifact_id", "artifact",
                    on_delete::set_null},
    };
    static constexpr std::array indexes{
        index{"ix_flow_run_state__name", "(name)"},
        index{"ix_flow_run_state__result_artifact_id", "(result_artifact_id)"},
        index{"ix_flow_run_state__type", "(type)"},
        on_sqlite("ix_flow_run_state__type_name_timestamp", "(type, name, timestamp)"),
        index{"ix_flow_run_state__updated", "(updated)"},
        index{"uq_flow_run_state__flow_run_id_timestamp_desc", "(flow_run_id, timestamp DESC)", true,
              "(flow_run_id, timestamp)"},
    };
};
PRAETOR_DESCRIBE_TABLE(flow_run_state,
                       (type, timestamp, name, message, state_details, data, flow_run_id, result_artifact_id))

} // namespace praetor::db::schema
