// Variables by name.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct variable_table : stored_table
{
    static constexpr std::string_view table_name = "variable";

    constexpr explicit variable_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> name{as, "name"};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<json_text>> value{as, "value"};

    static constexpr std::array constraints{
        constraint{"pk_variable", "PRIMARY KEY (id)"},
        constraint{"uq_variable__name", "UNIQUE (name)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_variable__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(variable_table, (stored_table), (name, tags, value))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::variable_table variable{};

} // namespace praetor::db::tables
