#include <server/cli/reference/settings_reference.hpp>

#include <server/settings/sources.hpp>

#include <fmt/format.h>

namespace praetor::cli {
namespace {

using settings::effect;
using settings::kind;

std::string_view type_of(kind of)
{
    switch (of) {
    case kind::boolean:
        return "true or false";
    case kind::integer:
        return "number";
    case kind::seconds:
        return "seconds";
    case kind::span:
        return "seconds, H:MM:SS or ISO 8601";
    case kind::level:
        return "DEBUG … CRITICAL";
    case kind::text:
        return "text";
    case kind::secret:
        break;
    }
    return "secret";
}

std::string_view note_of(effect has)
{
    switch (has) {
    case effect::full:
        return "";
    case effect::client:
        return "read by clients alone";
    case effect::none:
    case effect::satisfied:
        break;
    }
    return "without effect";
}

} // namespace

std::string settings_reference()
{
    std::string text =
        "# Every setting\n\nVariable, place in `prefect.toml` and `/etc/praetor/praetor.toml`, type and default; "
        "`praetor config reference` writes this page.\nWhat they mean where praetor differs is in "
        "[settings](settings.md), all else in Prefect's own documentation.\n\n"
        "| Variable | In TOML | Type | Default | |\n|---|---|---|---|---|\n";
    settings::environment const nothing{{{"HOME", "~"}, {"PRAETOR_PREFECT_PACKAGE", "none"}}, {}};
    for (auto const& one : settings::read(nothing).given) {
        bool const is_shown = !one.text.empty() && one.is_default();
        text += fmt::format("| `{}` | `{}` | {} | {} | {} |\n", one.variable, one.path, type_of(one.of),
                            is_shown ? '`' + one.text + '`' : "", note_of(one.has));
    }
    return text;
}

} // namespace praetor::cli
