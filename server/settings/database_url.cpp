#include <server/settings/database_url.hpp>

#include <server/base/error.hpp>
#include <server/base/text/percent.hpp>

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace praetor::settings {
namespace {

// Percent-encoded, so that any character may be in it.
std::string with_password(std::string url, std::string_view password)
{
    for (std::string_view const mark : {"${PREFECT_SERVER_DATABASE_PASSWORD}", "${PREFECT_API_DATABASE_PASSWORD}"}) {
        for (auto at = url.find(mark); at != std::string::npos; at = url.find(mark, at)) {
            if (password.empty())
                throw error{errc::bad_setting, "PREFECT_SERVER_DATABASE_CONNECTION_URL asks for a password, and "
                                               "PREFECT_SERVER_DATABASE_PASSWORD is not set"};
            auto const encoded = percent_encoded(password);
            url.replace(at, mark.size(), encoded);
            at += encoded.size();
        }
    }
    return url;
}

std::string url_of_parts(database_settings const& given)
{
    for (auto const& [name, part] :
         {std::pair{"host", &given.host}, std::pair{"user", &given.user}, std::pair{"name", &given.name}})
        if (part->empty())
            throw error{errc::bad_setting,
                        fmt::format("PREFECT_SERVER_DATABASE_DRIVER is postgresql+asyncpg, and nothing says which "
                                    "{}: set PREFECT_SERVER_DATABASE_HOST, …_USER and …_NAME, or "
                                    "PREFECT_SERVER_DATABASE_CONNECTION_URL instead",
                                    name)};
    std::string url = given.driver + "://" + percent_encoded(given.user);
    if (!given.password.empty())
        url += ':' + percent_encoded(given.password.text);
    // An IPv6 address, in brackets or not.
    bool const is_address = given.host.find(':') != std::string::npos && !given.host.starts_with('[');
    url += '@' + (is_address ? '[' + given.host + ']' : percent_encoded(given.host, "[]:,"));
    if (given.port)
        url += ':' + std::to_string(*given.port);
    return url + '/' + percent_encoded(given.name);
}

} // namespace

std::string database_url(values const& all)
{
    auto const& given = all.server.database;
    if (!given.connection_url.empty())
        return with_password(given.connection_url.text, given.password.text);
    if (given.driver == "postgresql+asyncpg")
        return url_of_parts(given);
    if (given.driver == "sqlite+aiosqlite" && !given.name.empty())
        return given.driver + ":///" + given.name;
    return "sqlite+aiosqlite:///" + all.home + "/prefect.db";
}

} // namespace praetor::settings
