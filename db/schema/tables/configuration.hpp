// Settings of the server that are kept with the data: the encryption key, the telemetry session.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct configuration_table : stored_table
{
    static constexpr std::string_view table_name = "configuration";

    constexpr explicit configuration_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> key{as, "key"};
    column<json_text> value{as, "value"};

    static constexpr std::array constraints{
        constraint{"pk_configuration", "PRIMARY KEY (id)"},
        constraint{"uq_configuration__key", "UNIQUE (key)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_configuration__key", "(key)"},
        index{"ix_configuration__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(configuration_table, (stored_table), (key, value))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::configuration_table configuration{};

} // namespace praetor::db::tables
