// The latest artifact of each key.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct artifact_collection_table : stored_table
{
    PRAETOR_TABLE(artifact_collection)

    column<std::string> key{as, "key"};
    column<uuid> latest_id{as, "latest_id"};
    column<std::optional<uuid>> task_run_id{as, "task_run_id"};
    column<std::optional<uuid>> flow_run_id{as, "flow_run_id"};
    column<std::optional<std::string>> type{as, "type"};
    column<std::optional<json_text>> data{as, "data", column_type::json};
    column<std::optional<std::string>> description{as, "description"};
    column<std::optional<json_text>> metadata_{as, "metadata_", column_type::json};

    static constexpr std::array constraints{
        constraint{"pk_artifact_collection", "PRIMARY KEY (id)"},
        constraint{"uq_artifact_collection__key", "UNIQUE (key)"},
    };
    static constexpr std::array indexes{
        index{"ix_artifact_collection__key_latest_id", "(key, latest_id)"},
        index{"ix_artifact_collection__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(artifact_collection,
                       (key, latest_id, task_run_id, flow_run_id, type, data, description, metadata_))

} // namespace praetor::db::schema
