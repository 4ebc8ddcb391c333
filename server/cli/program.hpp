// Other programs that praetor calls: psql, sqlite3, pg_dump.
#pragma once

#include <db/options.hpp>

#include <string>
#include <utility>
#include <vector>

namespace praetor::cli {

struct program
{
    std::vector<std::string> arguments; // its name, found in PATH, and its arguments
    std::vector<std::pair<std::string, std::string>> environment;
};

// What libpq's programs need to reach the database: "--dbname=…" without the password, which goes into the
// environment: the command line of a process is for everybody to read. Throws error{errc::bad_setting} for a URL that
// libpq does not understand.
program postgresql_program(std::string name, db::options const& options);

// Becomes the program; comes back only by throwing error{errc::unavailable}, where it is not there.
[[noreturn]] void become(program const& which);

// Runs it, waits, and gives its exit status; 128 and more where a signal ended it. Throws as become().
int run_program(program const& which);

} // namespace praetor::cli
