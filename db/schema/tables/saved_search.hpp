// Searches that users of the dashboard saved.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct saved_search_table : stored_table
{
    static constexpr std::string_view table_name = "saved_search";

    constexpr explicit saved_search_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> name{as, "name"};
    column<json_text> filters{as, "filters", initially("[]")};

    static constexpr std::array constraints{
        constraint{"pk_saved_search", "PRIMARY KEY (id)"},
        constraint{"uq_saved_search__name", "UNIQUE (name)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_saved_search__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(saved_search_table, (stored_table), (name, filters))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::saved_search_table saved_search{};

} // namespace praetor::db::tables
