// The database that the settings name.
#pragma once

#include <server/settings/values.hpp>

#include <string>

namespace praetor::settings {

// PREFECT_SERVER_DATABASE_CONNECTION_URL, with the password where ${PREFECT_SERVER_DATABASE_PASSWORD} or
// ${PREFECT_API_DATABASE_PASSWORD} stands in it; or made of driver, host, port, user, name and password; or of the file
// prefect.db in PREFECT_HOME. Throws error{errc::bad_setting} where a part is missing. db/url.hpp reads it; it holds
// the password, so it is for no log.
std::string database_url(values const& all);

} // namespace praetor::settings
