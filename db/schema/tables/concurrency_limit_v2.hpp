// Concurrency limits by name, with slots that may decay.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct concurrency_limit_v2_table : stored_table
{
    PRAETOR_TABLE(concurrency_limit_v2)

    column<bool> active{as, "active"};
    column<std::string> name{as, "name"};
    column<std::int64_t> limit{as, "limit"};
    column<std::int64_t> active_slots{as, "active_slots"};
    column<std::int64_t> denied_slots{as, "denied_slots"};
    column<double> slot_decay_per_second{as, "slot_decay_per_second"};
    column<double> avg_slot_occupancy_seconds{as, "avg_slot_occupancy_seconds"};

    static constexpr std::array constraints{
        constraint{"pk_concurrency_limit_v2", "PRIMARY KEY (id)"},
        constraint{"uq_concurrency_limit_v2__name", "UNIQUE (name)"},
    };
    static constexpr std::array indexes{
        index{"ix_concurrency_limit_v2__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(concurrency_limit_v2, (active, name, limit, active_slots, denied_slots, slot_decay_per_second,
                                              avg_slot_occupancy_seconds))

} // namespace praetor::db::schema
