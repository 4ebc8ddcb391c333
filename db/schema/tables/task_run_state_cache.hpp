// Which state holds the result of a cache key.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct task_run_state_cache_table : stored_table
{
    static constexpr std::string_view table_name = "task_run_state_cache";

    constexpr explicit task_run_state_cache_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> cache_key{as, "cache_key"};
    column<std::optional<timestamp>> cache_expiration{as, "cache_expiration"};
    column<uuid> task_run_state_id{as, "task_run_state_id"};

    static constexpr std::array constraints{
        constraint{"pk_task_run_state_cache", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_task_run_state_cache__cache_key_created_desc", "(cache_key, created DESC)"},
        index{"ix_task_run_state_cache__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(task_run_state_cache_table, (stored_table), (cache_key, cache_expiration, task_run_state_id))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::task_run_state_cache_table task_run_state_cache{};

} // namespace praetor::db::tables
