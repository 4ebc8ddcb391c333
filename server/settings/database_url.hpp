// The database that the settings name.
#pragma once

#include <server/settings/values.hpp>

#include <string>

namespace praetor::settings {

// Understands sqlite+aiosqlite:///path, sqlite:///path, :memory:, postgresql+asyncpg://… and postgresql://….
struct database_url
{
    bool postgresql = false;
    std::string path;     // SQLite: a file, or ":memory:"
    std::string conninfo; // PostgreSQL: a URI for libpq
    std::string shown;    // the URL as it was given, its password hidden
};

// Throws error{errc::bad_setting} for a URL of another kind.
database_url parse_database_url(std::string const& url);

// From PREFECT_SERVER_DATABASE_CONNECTION_URL, or driver, host, port, user, name and password, or the file prefect.db in
// PREFECT_HOME.
database_url find_database_url(values const& all);

} // namespace praetor::settings
