#include <server/settings/notices.hpp>

#include <fmt/format.h>

namespace praetor::settings {

std::vector<std::string> notices(values const& all)
{
    std::vector<std::string> lines;
    std::string without_effect;
    for (auto const& one : all.given)
        if (!one.is_default() && one.has == effect::none)
            without_effect += fmt::format("{}{} ({})", without_effect.empty() ? "" : ", ", one.variable, one.source);
    if (!without_effect.empty())
        lines.push_back("these settings have no effect in praetor: " + without_effect);
    for (auto const& one : all.misspelled)
        lines.push_back(fmt::format("{} ({}) is no setting; {} is, and may be meant", one.name, one.source, one.meant));
    return lines;
}

} // namespace praetor::settings
