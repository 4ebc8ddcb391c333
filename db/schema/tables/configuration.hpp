// Settings of the server that are kept with the data: the encryption key, the telemetry session.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct configuration_table : stored_table
{
    PRAETOR_TABLE(configuration)

    column<std::string> key{as, "key"};
    column<json_text> value{as, "value"};

    static constexpr std::array constraints{
        constraint{"pk_configuration", "PRIMARY KEY (id)"},
        constraint{"uq_configuration__key", "UNIQUE (key)"},
    };
    static constexpr std::array indexes{
        index{"ix_configuration__key", "(key)"},
        index{"ix_configuration__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(configuration, (key, value))

} // namespace praetor::db::schema
