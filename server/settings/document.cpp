#include <server/settings/document.hpp>

#include <server/base/json/codec.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace praetor::settings {
namespace {

namespace bj = boost::json;

constexpr std::string_view stars = "**********";

bj::value number_of(std::string const& text)
{
    std::int64_t value = 0;
    auto const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ptr == end)
        return value;
    return bj::value(text);
}

// Lists and mappings are told as such.
bj::value text_or_json(std::string const& text)
{
    if (text.starts_with('[') || text.starts_with('{')) {
        boost::system::error_code failed;
        auto parsed = bj::parse(text, failed);
        if (!failed)
            return parsed;
    }
    return bj::value(text);
}

bj::value to_json(entry const& one, values const& config)
{
    auto const& text = config.text(one.path);
    if (one.path == "server.database.connection_url")
        return bj::value(stars);
    if (text.empty())
        return nullptr;
    switch (one.of) {
    case kind::secret:
        return bj::value(stars);
    case kind::boolean:
        return config.boolean(one.path);
    case kind::integer:
        return number_of(text);
    case kind::number:
        return config.number(one.path);
    case kind::span:
        return bj::value(iso_duration(static_cast<double>(config.seconds(one.path).count()) / 1'000));
    case kind::level:
    case kind::text:
        break;
    }
    return text_or_json(text);
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

std::string iso_duration(double seconds)
{
    auto rest = std::abs(seconds);
    auto const take = [&rest](double size) {
        auto const count = std::floor(rest / size);
        rest -= count * size;
        return static_cast<std::int64_t>(count);
    };
    auto const days = take(86'400);
    auto const hours = take(3'600);
    auto const minutes = take(60);
    std::string time;
    if (hours != 0)
        time += fmt::format("{}H", hours);
    if (minutes != 0)
        time += fmt::format("{}M", minutes);
    if (rest != 0 || (days == 0 && time.empty()))
        time += fmt::format("{}S", rest);
    return fmt::format("{}P{}{}{}", seconds < 0 ? "-" : "", days != 0 ? fmt::format("{}D", days) : "",
                       time.empty() ? "" : "T", time);
}

std::string to_document(values const& config)
{
    bj::object document;
    for (auto const& one : catalogue())
        if (!one.path.starts_with("praetor."))
            put(document, one.path, to_json(one, config));
    document["home"] = config.home();
    if (!config.has("profiles_path"))
        document["profiles_path"] = config.home() + "/profiles.toml";
    return json::serialize(document);
}

} // namespace praetor::settings
