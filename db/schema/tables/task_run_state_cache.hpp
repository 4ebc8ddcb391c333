// Which state holds the result of a cache key.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct task_run_state_cache_table : stored_table
{
    PRAETOR_TABLE(task_run_state_cache)

    column<std::string> cache_key{as, "cache_key"};
    column<std::optional<timestamp>> cache_expiration{as, "cache_expiration"};
    column<uuid> task_run_state_id{as, "task_run_state_id"};

    static constexpr std::array constraints{
        constraint{"pk_task_run_state_cache", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_task_run_state_cache__cache_key_created_desc", "(cache_key, created DESC)"},
        index{"ix_task_run_state_cache__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(task_run_state_cache, (cache_key, cache_expiration, task_run_state_id))

} // namespace praetor::db::schema
