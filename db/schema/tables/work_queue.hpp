// Work queues of a work pool.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct work_queue_table : stored_table
{
    PRAETOR_TABLE(work_queue)

    column<std::string> name{as, "name"};
    column<std::optional<json_text>> filter{as, "filter"};
    column<std::string> description{as, "description", initially("")};
    column<bool> is_paused{as, "is_paused", initially("0")};
    column<std::optional<std::int64_t>> concurrency_limit{as, "concurrency_limit"};
    column<std::optional<timestamp>> last_polled{as, "last_polled"};
    column<std::int64_t> priority{as, "priority", initially("1")};
    column<uuid> work_pool_id{as, "work_pool_id"};
    column<label> status{as, "status", work_queue_status_labels, initially("NOT_READY")};

    static constexpr std::array constraints{
        constraint{"pk_work_queue", "PRIMARY KEY (id)"},
        constraint{"uq_work_queue__work_pool_id_name", "UNIQUE (work_pool_id, name)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_work_queue__work_pool_id__work_pool", "work_pool_id", "work_pool", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_work_queue__updated", "(updated)"},
        index{"ix_work_queue__work_pool_id", "(work_pool_id)"},
        index{"ix_work_queue__work_pool_id_priority", "(work_pool_id, priority)"},
        on_postgresql("trgm_ix_work_queue_name", "USING gin (name gin_trgm_ops)"),
    };
};
PRAETOR_DESCRIBE_TABLE(work_queue, (name, filter, description, is_paused, concurrency_limit, last_polled, priority,
                                    work_pool_id, status))

} // namespace praetor::db::schema
