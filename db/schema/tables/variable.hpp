// Variables by name.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct variable_table : stored_table
{
    PRAETOR_TABLE(variable)

    column<std::string> name{as, "name"};
    column<json_text> tags{as, "tags", initially("[]")};
    column<std::optional<json_text>> value{as, "value"};

    static constexpr std::array constraints{
        constraint{"pk_variable", "PRIMARY KEY (id)"},
        constraint{"uq_variable__name", "UNIQUE (name)"},
    };
    static constexpr std::array indexes{
        index{"ix_variable__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(variable, (name, tags, value))

} // namespace praetor::db::schema
