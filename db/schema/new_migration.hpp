// New files for a migration: the next number, a revision id of their own, up and down to be written.
#pragma once

#include <db/dialect.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db {

// What a new migration does on one dialect; empty texts leave a line that asks for statements.
struct new_migration
{
    db::dialect dialect = db::dialect::sqlite;
    std::string up;
    std::string down;
};

// Twelve random hexadecimal digits, as Alembic makes them.
std::string random_revision();

// Writes one file for each part into <folder>/<dialect>, after the newest there. `message` says what it is for, in one
// line; the slug comes from it. Gives the paths. Throws error{errc::bad_setting} where a folder can not be read or
// written; files that are there are never overwritten.
std::vector<std::filesystem::path> write_migration(std::filesystem::path const& folder, std::string const& message,
                                                   std::string const& revision,
                                                   std::vector<new_migration> const& parts);

} // namespace praetor::db
