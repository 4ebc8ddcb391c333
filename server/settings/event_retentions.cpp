#include <server/settings/event_retentions.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/time_span.hpp>

#include <boost/json/object.hpp>

#include <optional>

namespace praetor::settings {
namespace {

namespace bj = boost::json;

std::optional<duration> span_of(bj::value const& given)
{
    if (given.is_string())
        return parse_time_span(given.get_string());
    if (given.is_number())
        return parse_time_span(json::serialize(given));
    return std::nullopt;
}

} // namespace

parsed parse(std::string_view text, event_retentions& value)
{
    static constexpr std::string_view wanted =
        "a JSON object of event names and their seconds, or ISO 8601, each above 0";
    auto const given = json::parse(text);
    if (!given.is_object())
        return {false, std::nullopt, wanted};
    event_retentions made;
    for (auto const& [name, member] : given.get_object()) {
        auto const span = span_of(member);
        if (!span || *span <= duration::zero())
            return {false, std::nullopt, wanted};
        made.emplace(name, *span);
    }
    value = std::move(made);
    return {true, std::nullopt, {}};
}

std::string text_of(event_retentions const& value)
{
    bj::object document;
    for (auto const& [name, span] : value)
        document[name] = to_iso_8601(span);
    return json::serialize(document);
}

} // namespace praetor::settings
