// Workers of a work pool, and when each was heard of last.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct worker_table : stored_table
{
    PRAETOR_TABLE(worker)

    column<std::string> name{as, "name"};
    column<timestamp> last_heartbeat_time{as, "last_heartbeat_time", now()};
    column<uuid> work_pool_id{as, "work_pool_id"};
    column<std::optional<std::int64_t>> heartbeat_interval_seconds{as, "heartbeat_interval_seconds"};
    column<label> status{as, "status", worker_status_labels, initially("OFFLINE")};

    static constexpr std::array constraints{
        constraint{"pk_worker", "PRIMARY KEY (id)"},
        constraint{"uq_worker__work_pool_id_name", "UNIQUE (work_pool_id, name)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_worker__work_pool_id__work_pool", "work_pool_id", "work_pool", on_delete::cascade},
    };
    static constexpr std::array indexes{
        index{"ix_worker__updated", "(updated)"},
        index{"ix_worker__work_pool_id", "(work_pool_id)"},
        index{"ix_worker__work_pool_id_last_heartbeat_time", "(work_pool_id, last_heartbeat_time)"},
    };
};
PRAETOR_DESCRIBE_TABLE(worker, (name, last_heartbeat_time, work_pool_id, heartbeat_interval_seconds, status))

} // namespace praetor::db::schema
