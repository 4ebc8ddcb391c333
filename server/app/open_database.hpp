// The database of the settings, as the commands open it.
#pragma once

#include <server/settings/values.hpp>

#include <db/database.hpp>
#include <db/options.hpp>

#include <string>
#include <vector>

namespace praetor::app {

// Every PREFECT_SERVER_DATABASE_… setting in its place. Makes the folder of a SQLite file. Throws
// error{errc::bad_setting}, with the setting's name, for what can not be.
db::options database_options(settings::values const& config);

// The same for another database than the settings name.
db::options database_options(settings::values const& config, std::string const& url);

// A replica of PRAETOR_DATABASE_READ_URLS.
struct replica_options
{
    db::options how;
    std::string name; // its URL, the password hidden
};

// Each with the settings of the writer's pool, but given up soon, since the writer can answer as well. Throws
// error{errc::bad_setting} for a URL that is none of PostgreSQL, or where the database is none.
std::vector<replica_options> replicas_of(settings::values const& config, db::options const& writer);

} // namespace praetor::app
