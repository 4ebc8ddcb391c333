// Concurrency limits by tag, of the first API.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct concurrency_limit_table : stored_table
{
    PRAETOR_TABLE(concurrency_limit)

    column<std::string> tag{as, "tag"};
    column<std::int64_t> concurrency_limit{as, "concurrency_limit"};
    column<json_text> active_slots{as, "active_slots", initially("[]")};

    static constexpr std::array constraints{
        constraint{"pk_concurrency_limit", "PRIMARY KEY (id)"},
    };
    static constexpr std::array indexes{
        index{"ix_concurrency_limit__updated", "(updated)"},
        index{"uq_concurrency_limit__tag", "(tag)", true},
    };
};
PRAETOR_DESCRIBE_TABLE(concurrency_limit, (tag, concurrency_limit, active_slots))

} // namespace praetor::db::schema
