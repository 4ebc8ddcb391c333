#include <server/settings/document.hpp>

#include <server/settings/vacuum_types.hpp>
#include <server/settings/value_text.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/time_span.hpp>

#include <boost/json/object.hpp>

namespace praetor::settings {
namespace {

namespace bj = boost::json;

constexpr std::string_view stars = "**********";

bj::value number_of(given_setting const& one)
{
    std::int64_t value = 0;
    if (parse(one.text, value).fits)
        return value;
    return bj::value(one.text);
}

// Lists and mappings are told as such.
bj::value text_or_json(std::string const& text)
{
    if (text.starts_with('[') || text.starts_with('{')) {
        boost::system::error_code failed;
        auto parsed = json::parse(text, failed);
        if (!failed)
            return parsed;
    }
    return bj::value(text);
}

bj::value to_json(given_setting const& one)
{
    if (one.is_secret() && (!one.text.empty() || one.path == "server.database.connection_url"))
        return bj::value(stars);
    if (one.path == "server.services.db_vacuum.enabled")
        return shown_vacuum_types(one.text);
    if (one.text.empty())
        return nullptr;
    switch (one.of) {
    case kind::boolean: {
        bool value = false;
        parse(one.text, value);
        return value;
    }
    case kind::integer:
        return number_of(one);
    case kind::seconds:
        return static_cast<double>(parse_time_span(one.text).value_or(duration{}).count()) / 1e6;
    case kind::span:
        return bj::value(to_iso_8601(parse_time_span(one.text).value_or(duration{})));
    case kind::level:
    case kind::text:
    case kind::secret:
        break;
    }
    return text_or_json(one.text);
}

void put(bj::object& into, std::string_view path, bj::value value)
{
    auto const dot = path.find('.');
    if (dot == std::string_view::npos) {
        into[path] = std::move(value);
        return;
    }
    auto& below = into[path.substr(0, dot)];
    if (!below.is_object())
        below = bj::object{};
    put(below.get_object(), path.substr(dot + 1), std::move(value));
}

} // namespace

std::string to_document(values const& config)
{
    bj::object document;
    for (auto const& one : config.given)
        if (!one.path.starts_with("praetor."))
            put(document, one.path, to_json(one));
    document["home"] = config.home;
    return json::serialize(document);
}

} // namespace praetor::settings
