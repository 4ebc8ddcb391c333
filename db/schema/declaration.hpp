// What a table's declaration says beside its columns, once for both dialects.
#pragma once

#include <db/dialect.hpp>

#include <cstdint>
#include <string_view>

namespace praetor::db::schema {

enum class column_type : std::uint8_t
{
    uuid,
    timestamp,
    interval,
    string, // VARCHAR
    text,
    json,
    jsonb,
    boolean,
    integer,
    smallint,
    real,
    enumeration
};

// An enumeration of PostgreSQL. SQLite keeps its labels in VARCHAR(sqlite_length).
struct enumeration
{
    std::string_view name;
    std::string_view labels; // "READY,NOT_READY"
    int sqlite_length;
};

// What a row gets where an INSERT leaves the column out.
struct initial
{
    enum class kind : std::uint8_t
    {
        nothing,
        random_uuid,
        now,
        value
    };
    kind is = kind::nothing;
    std::string_view value;  // as text without quotes: "[]", "0"
    std::string_view sqlite; // SQLite's own expression, where the reference's migrations left another one there
};

// A value as the database writes it.
consteval initial initially(std::string_view value)
{
    return {initial::kind::value, value, {}};
}

consteval initial random_uuid()
{
    return {initial::kind::random_uuid, {}, {}};
}

consteval initial now()
{
    return {initial::kind::now, {}, {}};
}

enum class on_delete : std::uint8_t
{
    nothing,
    cascade,
    set_null,
    restrict
};

struct constraint
{
    std::string_view name;
    std::string_view text; // "UNIQUE (work_pool_id, name)"
    // PostgreSQL cuts names at 63 bytes; where the whole one is longer it has this one.
    std::string_view postgresql_name{};
};

struct foreign_key
{
    std::string_view name;
    std::string_view column;
    std::string_view table; // its id
    on_delete action = on_delete::nothing;
    std::string_view postgresql_name{};
};

struct index
{
    std::string_view name;
    std::string_view on; // what follows the table's name: "(key, created DESC) WHERE …"
    bool unique = false;
    std::string_view sqlite{};             // SQLite's, where it differs
    bool only_here = false;                // on `dialect` alone
    db::dialect dialect = dialect::sqlite; // read where only_here
};

// An index of one dialect alone.
consteval index on_postgresql(std::string_view name, std::string_view on)
{
    return {name, on, false, {}, true, dialect::postgresql};
}

// An index of one dialect alone.
consteval index on_sqlite(std::string_view name, std::string_view on)
{
    return {name, on, false, {}, true, dialect::sqlite};
}

} // namespace praetor::db::schema
