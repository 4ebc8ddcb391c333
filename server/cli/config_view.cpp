#include <server/cli/commands.hpp>

#include <server/base/json/codec.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace praetor::cli {
namespace {

std::string shown(settings::given_setting const& one)
{
    return one.is_secret() && !one.text.empty() ? "********" : one.text;
}

} // namespace

int config_view(settings::values const& config, bool only_changed, bool as_json)
{
    std::string json = "{";
    for (auto const& one : config.given) {
        if (only_changed && one.is_default())
            continue;
        auto const text = shown(one);
        if (!as_json) {
            fmt::print("{}={} (from {})\n", one.variable, text.empty() ? "" : "'" + text + "'", one.source);
            continue;
        }
        json += json.size() > 1 ? "," : "";
        json::write_string(json, one.variable);
        json += R"(:{"value":)";
        json::write_string(json, text);
        json += R"(,"source":)";
        json::write_string(json, one.source);
        json += '}';
    }
    if (as_json)
        fmt::print("{}}}\n", json);
    return 0;
}

} // namespace praetor::cli
