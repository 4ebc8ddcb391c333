// Agents of Prefect 2. Nothing writes them; the table stays because the reference has it.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct agent_table : stored_table
{
    PRAETOR_TABLE(agent)

    column<std::string> name{as, "name"};
    column<timestamp> last_activity_time{as, "last_activity_time", now()};
    column<uuid> work_queue_id{as, "work_queue_id"};

    static constexpr std::array constraints{
        constraint{"pk_agent", "PRIMARY KEY (id)"},
        constraint{"uq_agent__name", "UNIQUE (name)"},
    };
    static constexpr std::array foreign_keys{
        foreign_key{"fk_agent__work_queue_id__work_queue", "work_queue_id", "work_queue", on_delete::nothing},
    };
    static constexpr std::array indexes{
        index{"ix_agent__updated", "(updated)"},
        index{"ix_agent__work_queue_id", "(work_queue_id)"},
    };
};
PRAETOR_DESCRIBE_TABLE(agent, (name, last_activity_time, work_queue_id))

} // namespace praetor::db::schema
