// Work queues of a work pool.
#pragma once

#include <db/schema/labels.hpp>
#include <db/schema/stored_table.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct work_queue_table : stored_table
{
    static constexpr std::string_view table_name = "work_queue";

    constexpr explicit work_queue_table(std::string_view called = table_name) : stored_table{called} {}

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
BOOST_DESCRIBE_STRUCT(work_queue_table, (stored_table),
                      (name, filter, description, is_paused, concurrency_limit, last_polled, priority, work_pool_id,
                       status))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::work_queue_table work_queue{};

} // namespace praetor::db::tables
