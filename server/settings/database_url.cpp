#include <server/settings/database_url.hpp>

#include <server/base/error.hpp>
#include <server/base/percent.hpp>

#include <fmt/format.h>

namespace praetor::settings {
namespace {

std::string without_password(std::string url)
{
    auto const start = url.find("://");
    auto const at = url.rfind('@');
    if (start == std::string::npos || at == std::string::npos || at < start)
        return url;
    auto const colon = url.find(':', start + 3);
    if (colon != std::string::npos && colon < at)
        url.replace(colon + 1, at - colon - 1, "***");
    return url;
}

// asyncpg calls ssl what libpq calls sslmode; parameters that only asyncpg or SQLAlchemy know are dropped.
std::string libpq_query(std::string_view query)
{
    std::string out;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        std::string one{query.substr(0, end)};
        query.remove_prefix(std::min(end + 1, query.size()));
        if (one.starts_with("ssl="))
            one = "sslmode=" + (one.substr(4) == "true" ? std::string{"require"} : one.substr(4));
        // The reference overrides the last of them, and so do we: conditional updates rely on READ COMMITTED.
        else if (one.starts_with("prepared_statement") || one.starts_with("statement_cache") ||
                 one.starts_with("command_timeout") || one.starts_with("timeout") ||
                 one.starts_with("default_transaction_isolation"))
            continue;
        out += (out.empty() ? "?" : "&") + one;
    }
    return out;
}

} // namespace

database_url parse_database_url(std::string const& url)
{
    auto const start = url.find("://");
    auto const scheme = url.substr(0, start);
    auto const rest = start == std::string::npos ? std::string{} : url.substr(start + 3);
    database_url found;
    found.shown = without_password(url);
    if (scheme == "sqlite" || scheme == "sqlite+aiosqlite") {
        auto path = rest.substr(0, rest.find('?'));
        if (path.starts_with('/'))
            path.erase(0, 1);
        bool const memory =
            path.empty() || path.find(":memory:") != std::string::npos || rest.find("mode=memory") != std::string::npos;
        found.path = memory ? ":memory:" : path;
        return found;
    }
    if (scheme == "postgresql" || scheme == "postgres" || scheme == "postgresql+asyncpg") {
        found.postgresql = true;
        auto const mark = rest.find('?');
        found.conninfo = "postgresql://" + rest.substr(0, mark);
        if (mark != std::string::npos)
            found.conninfo += libpq_query(std::string_view{rest}.substr(mark + 1));
        return found;
    }
    throw error{errc::bad_setting,
                "the database URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://, not \"" + found.shown +
                    "\""};
}

database_url find_database_url(values const& all)
{
    auto const& given = all.server.database;
    if (!given.connection_url.empty())
        return parse_database_url(given.connection_url.text);
    if (given.driver == "postgresql+asyncpg") {
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
        url += '@' + given.host;
        if (given.port)
            url += ':' + std::to_string(*given.port);
        return parse_database_url(url + '/' + given.name);
    }
    auto const default_path = all.home + "/prefect.db";
    if (given.driver == "sqlite+aiosqlite")
        return parse_database_url(given.driver + ":///" + (given.name.empty() ? default_path : given.name));
    if (!given.driver.empty())
        throw error{errc::bad_setting,
                    "PREFECT_SERVER_DATABASE_DRIVER must be postgresql+asyncpg or sqlite+aiosqlite, not \"" +
                        given.driver + "\""};
    return parse_database_url("sqlite+aiosqlite:///" + default_path);
}

} // namespace praetor::settings
