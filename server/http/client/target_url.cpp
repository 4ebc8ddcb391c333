#include <server/http/client/target_url.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/percent.hpp>
#include <server/http/url.hpp>

#include <algorithm>
#include <charconv>

namespace praetor::http {
namespace {

// What RFC 3986 lets stand in a path or query; "%" too, for what is encoded already.
constexpr std::string_view kept = "!$&'()*+,;=:@/?%[]|";

std::optional<std::uint16_t> port_of(std::string_view text, std::uint16_t usual)
{
    if (text.empty())
        return usual;
    std::uint16_t port = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failed != std::errc{} || end != text.data() + text.size())
        return {};
    return port;
}

bool is_host(std::string_view text)
{
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'z') ||
               std::string_view{"-._:"}.find(c) != std::string_view::npos;
    });
}

std::string bracketed(std::string const& host)
{
    return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

} // namespace

std::string target_url::host_header() const
{
    return port == (secure ? 443 : 80) ? (bracketed(host)) : authority(host, port);
}

std::string target_url::shown() const
{
    return (secure ? "https://" : "http://") + host_header();
}

std::optional<target_url> parse_target_url(std::string_view text)
{
    if (std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        return {};
    auto const scheme = text.find("://");
    if (scheme == std::string_view::npos)
        return {};
    auto const name = lower_case(text.substr(0, scheme));
    if (name != "http" && name != "https")
        return {};
    target_url url{.secure = name == "https"};
    text.remove_prefix(scheme + 3);
    text = text.substr(0, text.find('#'));
    auto place = text.substr(0, text.find_first_of("/?"));
    text.remove_prefix(place.size());
    if (auto const at = place.rfind('@'); at != std::string_view::npos) {
        url.userinfo = percent_decoded(place.substr(0, at));
        place.remove_prefix(at + 1);
    }
    bool const in_brackets = place.starts_with('[');
    auto const end = in_brackets ? place.find(']') : std::min(place.find(':'), place.size());
    if (end == std::string_view::npos)
        return {};
    url.host = lower_case(place.substr(in_brackets, end - in_brackets));
    place.remove_prefix(end + in_brackets);
    if (!is_host(url.host) || (!in_brackets && url.host.find(':') != std::string::npos) ||
        (!place.empty() && place[0] != ':'))
        return {};
    auto const port = port_of(place.empty() ? place : place.substr(1), url.secure ? 443 : 80);
    if (!port)
        return {};
    url.port = *port;
    url.path = (text.starts_with('/') ? "" : "/") + percent_encoded(text, kept);
    return url;
}

} // namespace praetor::http
