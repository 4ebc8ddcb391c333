// A migration: one step between two revisions of the schema, up and down.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace praetor::db {

// One direction of a migration.
struct migration_script
{
    std::string_view text;
    std::size_t first_line = 1; // of `text` in its file
};

// Revisions carry the ids of Prefect's Alembic revisions where Prefect has the same, so that either server knows the
// other's database.
struct migration
{
    std::string file;        // "0002_7d6350aea855_deployment_concurrency_options.sql"
    std::string revision;    // "7d6350aea855"
    std::string parent;      // empty for the first
    std::string slug;        // "deployment_concurrency_options"
    std::string description; // the first line of the file: what it is for
    migration_script up;
    migration_script down;
};

// Reads a file called <number>_<revision>_<slug>.sql:
//     -- What it is for.
//     -- after: <the revision before it>        (not in the first)
//     -- up
//     …
//     -- down
//     …
// Throws error{errc::bad_setting} where it is not so. The scripts look into `text`.
migration parse_migration(std::string_view name, std::string_view text);

} // namespace praetor::db
