#include <server/cli/commands.hpp>

#include <server/base/json/codec.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace praetor::cli {
namespace {

std::string shown(settings::entry const& one, settings::found const& value)
{
    if (value.text.empty())
        return {};
    bool const is_url = one.path == "server.database.connection_url";
    return one.of == settings::kind::secret || is_url ? "********" : value.text;
}

} // namespace

int config_view(settings::values const& config, bool only_changed, bool as_json)
{
    std::string json = "{";
    for (auto const& one : settings::catalogue()) {
        auto const& value = config.at(one.path);
        if (only_changed && value.source == "default")
            continue;
        auto const text = shown(one, value);
        if (!as_json) {
            fmt::print("{}={} (from {})\n", one.variable, text.empty() ? "" : "'" + text + "'", value.source);
            continue;
        }
        json += json.size() > 1 ? "," : "";
        json::write_string(json, one.variable);
        json += R"(:{"value":)";
        json::write_string(json, text);
        json += R"(,"source":)";
        json::write_string(json, value.source);
        json += '}';
    }
    if (as_json)
        fmt::print("{}}}\n", json);
    return 0;
}

} // namespace praetor::cli
