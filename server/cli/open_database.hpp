// The database of the settings, as the commands open it.
#pragma once

#include <server/settings/database_url.hpp>

#include <db/database.hpp>
#include <db/options.hpp>

namespace praetor::cli {

// Every PREFECT_SERVER_DATABASE_… setting in its place. Makes the folder of a SQLite file. Throws
// error{errc::bad_setting}, with the setting's name, for what can not be.
db::options database_options(settings::values const& config);

} // namespace praetor::cli
