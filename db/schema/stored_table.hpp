// What nearly every table begins with, and what declarations are written with.
#pragma once

#include <db/schema/column.hpp>
#include <db/schema/labels.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::schema {

// `as` is what statements call the table: its own name, or an alias where it is joined twice.
struct stored_table
{
    static constexpr std::array<foreign_key, 0> foreign_keys{}; // where a table says nothing else

    std::string_view as;

    column<uuid> id{as, "id", random_uuid()};
    column<timestamp> created{as, "created", now()};
    column<timestamp> updated{as, "updated", now()};
};
BOOST_DESCRIBE_STRUCT(stored_table, (), (id, created, updated))

// At the head of struct <name>_table.
#define PRAETOR_TABLE(name)                                                                                            \
    static constexpr std::string_view table_name = #name;                                                              \
    constexpr explicit name##_table(std::string_view called = table_name) : stored_table{called} {}

// Behind it: its columns, and the table as statements name it, db::tables::<name>.
#define PRAETOR_DESCRIBE_TABLE(name, columns)                                                                          \
    BOOST_DESCRIBE_STRUCT(name##_table, (stored_table), columns)                                                       \
    namespace table_objects {                                                                                          \
    inline constexpr name##_table name{};                                                                              \
    }
namespace table_objects {}

} // namespace praetor::db::schema

namespace praetor::db {
namespace tables = schema::table_objects;
}
