#include <server/settings/notices.hpp>

#include <fmt/format.h>

#include <string_view>

namespace praetor::settings {
namespace {

bool asks_for_password(std::string_view url)
{
    return url.find("${PREFECT_SERVER_DATABASE_PASSWORD}") != std::string_view::npos ||
           url.find("${PREFECT_API_DATABASE_PASSWORD}") != std::string_view::npos;
}

} // namespace

std::vector<std::string> notices(values const& all)
{
    std::vector<std::string> lines;
    std::string without_effect;
    for (auto const& one : all.given)
        if (!one.is_default() && one.has == effect::none)
            without_effect += fmt::format("{}{} ({})", without_effect.empty() ? "" : ", ", one.variable, one.source);
    if (!without_effect.empty())
        lines.push_back("these settings have no effect in praetor: " + without_effect);
    if (auto const& database = all.server.database; !database.connection_url.empty() && !database.password.empty() &&
                                                    !asks_for_password(database.connection_url.text))
        lines.emplace_back(
            "PREFECT_SERVER_DATABASE_PASSWORD is not used: PREFECT_SERVER_DATABASE_CONNECTION_URL has no "
            "${PREFECT_SERVER_DATABASE_PASSWORD} in it");
    for (auto const& one : all.misspelled)
        lines.push_back(fmt::format("{} ({}) is no setting; {} is, and may be meant", one.name, one.source, one.meant));
    return lines;
}

} // namespace praetor::settings
