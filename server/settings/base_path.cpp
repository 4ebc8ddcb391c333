#include <server/settings/base_path.hpp>

#include <server/base/error.hpp>

namespace praetor::settings {

std::string base_path(server_api_settings const& api)
{
    auto path = api.base_path;
    if (path.empty())
        return "/api";
    if (!path.starts_with('/'))
        throw error{errc::bad_setting, "PREFECT_SERVER_API_BASE_PATH must begin with a slash, not be \"" + path + '"'};
    while (path.ends_with('/'))
        path.pop_back();
    return path;
}

} // namespace praetor::settings
