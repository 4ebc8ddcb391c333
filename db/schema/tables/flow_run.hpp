// Flow runs.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct flow_run_table : stored_table
{
    PRAETOR_TABLE(flow_run)

    column<std::string> name{as, "name"};
    column<std::optional<label>> state_type{as, "state_type", state_type_labels};
    column<std::int64_t> run_count{as, "run_count", initially("0")};
    column<std::optional<timestamp>> expected_start_time{as, "expected_start_time"};
    column<std::optional<timestamp>> next_scheduled_start_time{as, "next_scheduled_start_time"};
    column<std::optional<timestamp>> start_time{as, "start_time"};
    column<std::optional<timestamp>> end_time{as, "end_time"};
    column<duration> total_run_time{as, "total_run_time", initially("0")};
    column<std::optional<std::string>> flow_version{as, "flow_version"};
    column<json_text> parameters{as, "parameters", initially("{}")};
    column<std::optional<std::string>> idempotency_key{as, "idempotency_key"};
    column<json_text> context{as, "context", initially("{}")};
    column<json_text> empirical_policy{as, "empirical_policy", initially("{}")};
    column<json_text> tags{as, "tags", initially("[]")};
    column<bool> auto_scheduled{as, "auto_scheduled", initially("0")};
    column<uuid> flow_id{as, "flow_id"};
    column<std::optional<uuid>> deployment_id{as, "deployment_id"};
    column<std::optional<uuid>> parent_task_run_id{as, "parent_task_run_id"};
    column<std::optional<uuid>> state_id{as, "state_id"};
    column<std::optional<std::string>> state_name{as, "state_name"};
    column<std::optional<uuid>> infrastructure_document_id{as, "infrastructure_document_id"};
    column<std::optional<std::string>> work_queue_name{as, "work_queue_name"};
    column<std::optional<timestamp>> state_timestamp{as, "state_timestamp"};
    column<std::optional<json_text>> created_by{as, "created_by"};
    column<std::optional<std::string>> infrastructure_pid{as, "infrastructure_pid"};
    column<std::optional<uuid>> work_queue_id{as, "work_queue_id"};
    column<std::optional<json_text>> job_variables{as, "job_variables", initially("{}")};
    column<std::optional<std::string>> deployment_version{as, "deployment_version"};
    column<std::optional<json_text>> labels{as, "labels"};

    static constexpr std::array constraints{
        constraint{"pk_flow_run", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_flow_run__flow_id__flow", "flow_id", "flow", on_delete::cascade},
        foreign_key{"fk_flow_run__infrastructure_document_id__block_document", "infrastructure_document_id",
                    "block_document", on_delete::cascade},
        foreign_key{"fk_flow_run__parent_task_run_id__task_run", "parent_task_run_id", "task_run", on_delete::set_null},
        foreign_key{"fk_flow_run__state_id__flow_run_state", "state_id", "flow_run_state", on_delete::set_null},
        foreign_key{"fk_flow_run__work_queue_id__work_queue", "work_queue_id", "work_queue", on_delete::set_null},
    };
    static constexpr std::array indexes{
        on_postgresql("ix_flow_run__coalesce_start_time_expected_start_time_asc",
                      "(COALESCE(start_time, expected_start_time))"),
        on_postgresql("ix_flow_run__coalesce_start_time_expected_start_time_desc",
                      "(COALESCE(start_time, expected_start_time) DESC)"),
        index{"ix_flow_run__deployment_id", "(deployment_id)"},
        index{"ix_flow_run__deployment_version", "(deployment_version)"},
        index{"ix_flow_run__end_time_desc", "(end_time DESC)", false, "(end_time)"},
        index{"ix_flow_run__expected_start_time_desc", "(expected_start_time DESC)", false, "(expected_start_time)"},
        index{"ix_flow_run__flow_id", "(flow_id)"},
        index{"ix_flow_run__flow_version", "(flow_version)"},
        index{"ix_flow_run__infrastructure_document_id", "(infrastructure_document_id)"},
        index{"ix_flow_run__name", "(name)"},
        index{"ix_flow_run__next_scheduled_start_time_asc", "(next_scheduled_start_time)"},
        index{"ix_flow_run__parent_task_run_id", "(parent_task_run_id)"},
        index{"ix_flow_run__schedule_id_scheduler",
              "(deployment_id, ((created_by ->> 'id'::text)), next_scheduled_start_time) WHERE ((state_type = "
              "'SCHEDULED'::state_type) AND (auto_scheduled = true))",
              false,
              "(deployment_id, json_extract(created_by, '$.id'), next_scheduled_start_time) WHERE state_type = "
              "'SCHEDULED' AND auto_scheduled = 1"},
        index{"ix_flow_run__scheduler_deployment_id_auto_scheduled_next_schedu",
              "(deployment_id, auto_scheduled, next_scheduled_start_time) WHERE (state_type = 'SCHEDULED'::state_type)",
              false, "(deployment_id, auto_scheduled, next_scheduled_start_time) WHERE state_type = 'SCHEDULED'"},
        index{"ix_flow_run__start_time", "(start_time)"},
        index{"ix_flow_run__state_id", "(state_id)"},
        index{"ix_flow_run__state_name", "(state_name)"},
        index{"ix_flow_run__state_timestamp", "(state_timestamp)"},
        index{"ix_flow_run__state_type", "(state_type)"},
        index{"ix_flow_run__state_type_coalesce_start_time", "(state_type, COALESCE(start_time, expected_start_time))"},
        index{"ix_flow_run__updated", "(updated)"},
        index{"ix_flow_run__work_queue_id", "(work_queue_id)"},
        index{"ix_flow_run__work_queue_name", "(work_queue_name)"},
        on_sqlite("ix_flow_run_name_case_insensitive", "(name)"),
        on_postgresql("trgm_ix_flow_run_name", "USING gin (name gin_trgm_ops)"),
        index{"uq_flow_run__flow_id_idempotency_key", "(flow_id, idempotency_key)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(flow_run,
                       (name, state_type, run_count, expected_start_time, next_scheduled_start_time, start_time,
                        end_time, total_run_time, flow_version, parameters, idempotency_key, context, empirical_policy,
                        tags, auto_scheduled, flow_id, deployment_id, parent_task_run_id, state_id, state_name,
                        infrastructure_document_id, work_queue_name, state_timestamp, created_by, infrastructure_pid,
                        work_queue_id, job_variables, deployment_version, labels))

} // namespace praetor::db::schema
