// What nearly every table begins with.
#pragma once

#include <db/schema/column.hpp>

#include <boost/describe/class.hpp>

#include <string_view>

namespace praetor::db::schema {

// `as` is what statements call the table: its own name, or an alias where it is joined twice.
struct stored_table
{
    std::string_view as;

    column<uuid> id{as, "id", random_uuid()};
    column<timestamp> created{as, "created", now()};
    column<timestamp> updated{as, "updated", now()};
};
BOOST_DESCRIBE_STRUCT(stored_table, (), (id, created, updated))

} // namespace praetor::db::schema
