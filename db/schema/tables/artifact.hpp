// Artifacts, and the results of states (flow_run_state.result_artifact_id).
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct artifact_table : stored_table
{
    PRAETOR_TABLE(artifact)

    column<std::optional<std::string>> key{as, "key"};
    column<std::optional<std::string>> type{as, "type"};
    column<std::optional<json_text>> data{as, "data", column_type::json};
    column<std::optional<json_text>> metadata_{as, "metadata_", column_type::json};
    column<std::optional<uuid>> task_run_id{as, "task_run_id"};
    column<std::optional<uuid>> flow_run_id{as, "flow_run_id"};
    column<std::optional<std::string>> description{as, "description"};

    static constexpr std::array constraints{
        constraint{"pk_artifact", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_artifact__flow_run_id", "(flow_run_id)"},
        index{"ix_artifact__key", "(key)"},
        index{"ix_artifact__key_created_desc",
              "(key, created DESC) INCLUDE (id, updated, type, task_run_id, flow_run_id)", false,
              "(key, created DESC)"},
        index{"ix_artifact__task_run_id", "(task_run_id)"},
        index{"ix_artifact__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(artifact, (key, type, data, metadata_, task_run_id, flow_run_id, description))

} // namespace praetor::db::schema
