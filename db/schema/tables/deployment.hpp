// Deployments: how and where a flow runs.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct deployment_table : stored_table
{
    PRAETOR_TABLE(deployment)

    column<std::string> name{as, "name"};
    column<json_text> tags{as, "tags", initially("[]")};
    column<json_text> parameters{as, "parameters", initially("{}")};
    column<uuid> flow_id{as, "flow_id"};
    column<std::optional<uuid>> infrastructure_document_id{as, "infrastructure_document_id"};
    column<std::optional<std::string>> description{as, "description", column_type::text};
    column<std::optional<json_text>> parameter_openapi_schema{as, "parameter_openapi_schema"};
    column<std::optional<uuid>> storage_document_id{as, "storage_document_id"};
    column<std::optional<std::string>> version{as, "version"};
    column<json_text> infra_overrides{as, "infra_overrides", initially("{}")};
    column<std::optional<std::string>> path{as, "path"};
    column<std::optional<std::string>> entrypoint{as, "entrypoint"};
    column<std::optional<std::string>> work_queue_name{as, "work_queue_name"};
    column<std::optional<json_text>> created_by{as, "created_by"};
    column<std::optional<json_text>> updated_by{as, "updated_by"};
    column<std::optional<uuid>> work_queue_id{as, "work_queue_id"};
    column<std::optional<json_text>> pull_steps{as, "pull_steps"};
    column<bool> enforce_parameter_schema{as, "enforce_parameter_schema", initially("0")};
    column<std::optional<timestamp>> last_polled{as, "last_polled"};
    column<bool> paused{as, "paused", initially("0")};
    column<label> status{as, "status", deployment_status_labels, initially("NOT_READY")};
    column<std::optional<std::int64_t>> concurrency_limit{as, "concurrency_limit"};
    column<std::optional<json_text>> concurrency_options{as, "concurrency_options"};
    column<std::optional<uuid>> concurrency_limit_id{as, "concurrency_limit_id"};
    column<std::optional<json_text>> labels{as, "labels"};
    column<std::optional<uuid>> version_id{as, "version_id"};

    static constexpr std::array constraints{
        constraint{"pk_deployment", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_deployment__concurrency_limit_id__concurrency_limit_v2", "concurrency_limit_id",
                    "concurrency_limit_v2", on_delete::set_null},
        foreign_key{"fk_deployment__flow_id__flow", "flow_id", "flow", on_delete::cascade},
        foreign_key{"fk_deployment__infrastructure_document_id__block_document", "infrastructure_document_id",
                    "block_document", on_delete::cascade},
        foreign_key{"fk_deployment__storage_document_id__block_document", "storage_document_id", "block_document",
                    on_delete::cascade},
        foreign_key{"fk_deployment__work_queue_id__work_queue", "work_queue_id", "work_queue", on_delete::set_null},
    };
    static constexpr std::array indexes{
        index{"ix_deployment__created", "(created)"},
        index{"ix_deployment__flow_id", "(flow_id)"},
        index{"ix_deployment__paused", "(paused)"},
        index{"ix_deployment__updated", "(updated)"},
        index{"ix_deployment__version_id", "(version_id)"},
        index{"ix_deployment__work_queue_id", "(work_queue_id)"},
        index{"ix_deployment__work_queue_name", "(work_queue_name)"},
        on_sqlite("ix_deployment_name_case_insensitive", "(name)"),
        on_postgresql("trgm_ix_deployment_name", "USING gin (name gin_trgm_ops)"),
        index{"uq_deployment__flow_id_name", "(flow_id, name)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(deployment, (name, tags, parameters, flow_id, infrastructure_document_id, description,
                                    parameter_openapi_schema, storage_document_id, version, infra_overrides, path,
                                    entrypoint, work_queue_name, created_by, updated_by, work_queue_id, pull_steps,
                                    enforce_parameter_schema, last_polled, paused, status, concurrency_limit,
                                    concurrency_options, concurrency_limit_id, labels, version_id))

} // namespace praetor::db::schema
