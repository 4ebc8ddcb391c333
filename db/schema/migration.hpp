// A migration: one step between two revisions of the schema, up and down.
#pragma once

#include <db/dialect.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::db {

// Revisions carry the ids of Prefect's Alembic revisions, so that either server knows the other's database.
struct migration
{
    std::string revision; // "9e9dadc36797"
    std::string parent;   // empty for the first
    std::string slug;     // "baseline"
    std::string_view up;
    std::string_view down;
};

// Reads a file called <number>_<revision>_<slug>.sql whose text has a line "-- up" and a line "-- down". Throws
// error{errc::internal} where it is not so.
migration parse_migration(std::string_view name, std::string_view text);

// The migrations of a dialect, oldest first.
std::vector<migration> migrations_of(dialect kind);

// The revision of the newest migration.
std::string head_of(dialect kind);

} // namespace praetor::db
