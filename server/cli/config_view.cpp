#include <server/cli/commands.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>

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
    std::string text_of_all;
    json::object_writer all{text_of_all};
    for (auto const& one : config.given) {
        if (only_changed && one.is_default())
            continue;
        auto const text = shown(one);
        if (!as_json) {
            fmt::print("{}={} (from {})\n", one.variable, text.empty() ? "" : "'" + text + "'", one.source);
            continue;
        }
        all.object(one.variable,
                   [&](json::object_writer& setting) { setting.text("value", text).text("source", one.source); });
    }
    all.end();
    if (as_json)
        fmt::print("{}\n", text_of_all);
    return 0;
}

} // namespace praetor::cli
