// Versions of a deployment, as they were when each was made.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct deployment_version_table
{
    static constexpr std::string_view table_name = "deployment_version";

    std::string_view as = table_name;

    column<uuid> deployment_id{as, "deployment_id"};
    column<std::optional<std::string>> branch{as, "branch"};
    column<json_text> version_info{as, "version_info", initially("{}")};
    column<std::optional<std::string>> description{as, "description", column_type::text};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<json_text>> labels{as, "labels"};
    column<std::optional<std::string>> entrypoint{as, "entrypoint"};
    column<std::optional<json_text>> pull_steps{as, "pull_steps"};
    column<json_text> parameters{as, "parameters", initially("{}")};
    column<std::optional<json_text>> parameter_openapi_schema{as, "parameter_openapi_schema"};
    column<bool> enforce_parameter_schema{as, "enforce_parameter_schema", initially("0")};
    column<std::optional<uuid>> work_queue_id{as, "work_queue_id"};
    column<std::optional<std::string>> work_queue_name{as, "work_queue_name"};
    column<json_text> infra_overrides{as, "infra_overrides", initially("{}")};
    column<uuid> id{as, "id", initial{initial::kind::random_uuid, {}, "GEN_RANDOM_UUID()"}};
    column<timestamp> created{as, "created", initial{initial::kind::now, {}, "CURRENT_TIMESTAMP"}};
    column<timestamp> updated{as, "updated", initial{initial::kind::now, {}, "CURRENT_TIMESTAMP"}};

    static constexpr std::array constraints{
        constraint{"pk_deployment_version", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_deployment_version__deployment_id__deployment", "deployment_id", "deployment",
                    on_delete::cascade},
        foreign_key{"fk_deployment_version__work_queue_id__work_queue", "work_queue_id", "work_queue",
                    on_delete::set_null},
    };
    static constexpr std::array indexes{
        index{"ix_deployment_version__deployment_id", "(deployment_id)"},
        index{"ix_deployment_version__updated", "(updated)"},
        index{"ix_deployment_version__work_queue_id", "(work_queue_id)"},
        index{"ix_deployment_version__work_queue_name", "(work_queue_name)"},
        index{"uq_deployment_version__deployment__branch", "(deployment_id, branch)", true},
    };
};
BOOST_DESCRIBE_STRUCT(deployment_version_table, (),
                      (deployment_id, branch, version_info, description, tags, labels, entrypoint, pull_steps,
                       parameters, parameter_openapi_schema, enforce_parameter_schema, work_queue_id, work_queue_name,
                       infra_overrides, id, created, updated))

namespace table_objects {
inline constexpr deployment_version_table deployment_version{};
}

} // namespace praetor::db::schema
