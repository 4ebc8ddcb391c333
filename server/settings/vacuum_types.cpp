#include <server/settings/vacuum_types.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/text/ascii.hpp>
#include <server/base/text/comma_list.hpp>

#include <boost/json/array.hpp>

#include <optional>
#include <vector>

namespace praetor::settings {
namespace {

namespace bj = boost::json;

// Nothing where the text is a list.
std::optional<bool> switch_of(std::string_view text)
{
    auto const word = lower_case(text);
    if (word == "true" || word == "1")
        return true;
    if (word == "false" || word == "0" || word.empty())
        return false;
    return std::nullopt;
}

// The entries of a JSON array as they are, or the words between commas.
bj::array names_of(std::string_view text)
{
    auto const listed = json::parse(text);
    if (listed.is_array())
        return listed.get_array();
    bj::array names;
    for (auto const& one : comma_list(text))
        names.emplace_back(one);
    return names;
}

} // namespace

parsed parse(std::string_view text, vacuum_types& value)
{
    static constexpr std::string_view wanted = "true, false, or events, flow_runs and orphans with commas between them";
    vacuum_types made{};
    if (auto const all = switch_of(text))
        made.flow_runs = *all;
    else {
        made.events = false;
        for (auto const& word : names_of(text)) {
            if (word == "events")
                made.events = true;
            else if (word == "flow_runs")
                made.flow_runs = true;
            else if (word == "orphans")
                made.orphans = true;
            else
                return {false, std::nullopt, wanted};
        }
    }
    made.orphans |= made.flow_runs;
    value = made;
    return {true, std::nullopt, {}};
}

std::string text_of(vacuum_types const& value)
{
    std::vector<std::string> names;
    if (value.events)
        names.emplace_back("events");
    if (value.flow_runs)
        names.emplace_back("flow_runs");
    if (value.orphans)
        names.emplace_back("orphans");
    return text_of(names);
}

boost::json::value shown_vacuum_types(std::string_view text)
{
    if (auto const all = switch_of(text))
        return *all;
    return names_of(text);
}

} // namespace praetor::settings
