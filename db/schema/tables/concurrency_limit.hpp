// Concurrency limits by tag, of the first API.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct concurrency_limit_table : stored_table
{
    static constexpr std::string_view table_name = "concurrency_limit";

    constexpr explicit concurrency_limit_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> tag{as, "tag"};
    column<std::int64_t> concurrency_limit{as, "concurrency_limit"};
    column<json_text> active_slots{as, "active_slots", initially("[]")};

    static constexpr std::array constraints{
        constraint{"pk_concurrency_limit", "PRIMARY KEY (id)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_concurrency_limit__updated", "(updated)"},
        index{"uq_concurrency_limit__tag", "(tag)", true},
    };
};
BOOST_DESCRIBE_STRUCT(concurrency_limit_table, (stored_table), (tag, concurrency_limit, active_slots))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::concurrency_limit_table concurrency_limit{};

} // namespace praetor::db::tables
