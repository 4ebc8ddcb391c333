#include <server/cli/doctor/look.hpp>

#include <server/cli/serving/public_address.hpp>

#include <server/settings/notices.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::cli {

finding look_at_access(settings::values const& config)
{
    auto const& api = config.server.api;
    if (!api.auth_string.empty())
        return {"access", verdict::ok, "clients must prove who they are (PREFECT_SERVER_API_AUTH_STRING)", {}};
    if (!is_public_address(api.host))
        return {"access", verdict::ok, fmt::format("only this machine reaches {}", api.host), {}};
    return {
        "access", verdict::warn,
        fmt::format("whoever reaches {} may do everything unless there is a token: no auth string is set", api.host),
        "make tokens (`praetor auth token create`), or set PREFECT_SERVER_API_AUTH_STRING=user:password here and "
        "PREFECT_API_AUTH_STRING for clients; or listen on 127.0.0.1 behind a proxy that asks"};
}

findings look_at_settings(settings::values const& config)
{
    findings all;
    for (auto const& line : settings::notices(config))
        all.push_back({"settings", verdict::warn, line, "take it out, or correct its name (docs/settings.md)"});
    if (all.empty()) {
        auto const given = std::ranges::count_if(config.given, [](auto const& one) { return !one.is_default(); });
        all.push_back({"settings", verdict::ok, fmt::format("{} given, each known and with effect", given), {}});
    }
    all.push_back(look_at_access(config));
    return all;
}

} // namespace praetor::cli
