// Where the API stands.
#pragma once

#include <server/settings/server_settings.hpp>

#include <string>

namespace praetor::settings {

// The path before every route, without a slash at its end: "/api", or what PREFECT_SERVER_API_BASE_PATH says. Throws
// error{errc::bad_setting} for one that does not begin with a slash.
std::string base_path(server_api_settings const& api);

} // namespace praetor::settings
