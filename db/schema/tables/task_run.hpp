// Task runs.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct task_run_table : stored_table
{
    PRAETOR_TABLE(task_run)

    column<std::string> name{as, "name"};
    column<std::optional<label>> state_type{as, "state_type", state_type_labels};
    column<std::int64_t> run_count{as, "run_count", initially("0")};
    column<std::optional<timestamp>> expected_start_time{as, "expected_start_time"};
    column<std::optional<timestamp>> next_scheduled_start_time{as, "next_scheduled_start_time"};
    column<std::optional<timestamp>> start_time{as, "start_time"};
    column<std::optional<timestamp>> end_time{as, "end_time"};
    column<duration> total_run_time{as, "total_run_time", initially("0")};
    column<std::string> task_key{as, "task_key"};
    column<std::string> dynamic_key{as, "dynamic_key"};
    column<std::optional<std::string>> cache_key{as, "cache_key"};
    column<std::optional<timestamp>> cache_expiration{as, "cache_expiration"};
    column<std::optional<std::string>> task_version{as, "task_version"};
    column<json_text> empirical_policy{as, "empirical_policy", initially("{}")};
    column<json_text> task_inputs{as, "task_inputs", initially("{}")};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<uuid>> flow_run_id{as, "flow_run_id"};
    column<std::optional<uuid>> state_id{as, "state_id"};
    column<std::optional<std::string>> state_name{as, "state_name"};
    column<std::optional<timestamp>> state_timestamp{as, "state_timestamp"};
    column<std::int64_t> flow_run_run_count{as, "flow_run_run_count", initially("0")};
    column<std::optional<json_text>> labels{as, "labels"};

    static constexpr std::array constraints{
        constraint{"pk_task_run", "PRIMARY KEY (id)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_task_run__flow_run_id__flow_run", "flow_run_id", "flow_run", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_task_run__end_time_desc", "(end_time DESC)", false, "(end_time)"},
        index{"ix_task_run__expected_start_time_desc", "(expected_start_time DESC)", false, "(expected_start_time)"},
        index{"ix_task_run__flow_run_id", "(flow_run_id)"},
        index{"ix_task_run__name", "(name)"},
        index{"ix_task_run__next_scheduled_start_time_asc", "(next_scheduled_start_time)"},
        index{"ix_task_run__start_time", "(start_time)"},
        index{"ix_task_run__state_id", "(state_id)"},
        index{"ix_task_run__state_name", "(state_name)"},
        index{"ix_task_run__state_timestamp", "(state_timestamp)"},
        index{"ix_task_run__state_type", "(state_type)"},
        index{"ix_task_run__state_type_start_time", "(state_type, start_time)"},
        index{"ix_task_run__updated", "(updated)"},
        on_sqlite("ix_task_run_name_case_insensitive", "(name)"),
        on_postgresql("trgm_ix_task_run_name", "USING gin (name gin_trgm_ops)"),
        index{"uq_task_run__flow_run_id_task_key_dynamic_key", "(flow_run_id, task_key, dynamic_key)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(task_run, (name, state_type, run_count, expected_start_time, next_scheduled_start_time,
                                  start_time, end_time, total_run_time, task_key, dynamic_key, cache_key,
                                  cache_expiration, task_version, empirical_policy, task_inputs, tags, flow_run_id,
                                  state_id, state_name, state_timestamp, flow_run_run_count, labels))

} // namespace praetor::db::schema
