// Searches that users of the dashboard saved.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct saved_search_table : stored_table
{
    PRAETOR_TABLE(saved_search)

    column<std::string> name{as, "name"};
    column<json_text> filters{as, "filters", initially("[]")};

    static constexpr std::array constraints{
        constraint{"pk_saved_search", "PRIMARY KEY (id)"},
        constraint{"uq_saved_search__name", "UNIQUE (name)"},
    };
    static constexpr std::array indexes{
        index{"ix_saved_search__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(saved_search, (name, filters))

} // namespace praetor::db::schema
