// Work pools.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct work_pool_table : stored_table
{
    PRAETOR_TABLE(work_pool)

    column<std::string> name{as, "name"};
    column<std::optional<std::string>> description{as, "description"};
    column<std::string> type{as, "type"};
    column<json_text> base_job_template{as, "base_job_template", initially("{}")};
    column<bool> is_paused{as, "is_paused", initially("0")};
    column<std::optional<std::int64_t>> concurrency_limit{as, "concurrency_limit"};
    column<std::optional<uuid>> default_queue_id{as, "default_queue_id"};
    column<label> status{as, "status", work_pool_status_labels, initially("NOT_READY")};
    column<std::optional<timestamp>> last_transitioned_status_at{as, "last_transitioned_status_at"};
    column<std::optional<uuid>> last_status_event_id{as, "last_status_event_id"};
    column<json_text> storage_configuration{as, "storage_configuration", initially("{}")};

    static constexpr std::array constraints{
        constraint{"pk_work_pool", "PRIMARY KEY (id)"},
        constraint{"uq_work_pool__name", "UNIQUE (name)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_work_pool__default_queue_id__work_queue", "default_queue_id", "work_queue",
                    on_delete::restrict},
    };
    static constexpr std::array indexes{
        index{"ix_work_pool__type", "(type)"},
        index{"ix_work_pool__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(work_pool,
                       (name, description, type, base_job_template, is_paused, concurrency_limit, default_queue_id,
                        status, last_transitioned_status_at, last_status_event_id, storage_configuration))

} // namespace praetor::db::schema
