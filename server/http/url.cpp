#include <server/http/url.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/percent.hpp>

#include <algorithm>

namespace praetor::http {
namespace {

constexpr std::string_view path_marks = "/:@!$&'()*+,;="; // stand in a path as they are

// "name", "10.0.0.1:4200", "[::1]:4200"; nothing that could become another part of a URL.
bool is_host(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        auto const small = lower_case(c);
        return is_digit(c) || (small >= 'a' && small <= 'z') || c == '.' || c == '-' || c == '_' || c == ':' ||
               c == '[' || c == ']';
    });
}

} // namespace

std::string url_of(request const& rq, std::string_view path, std::string_view query)
{
    std::string made;
    if (auto const host = rq.forwarded_host.empty() ? rq.header("host") : rq.forwarded_host; is_host(host)) {
        made += rq.scheme;
        made += "://";
        made += host;
    }
    made += percent_encoded(percent_decoded(rq.forwarded_prefix), path_marks);
    made += percent_encoded(path, path_marks);
    if (!query.empty()) {
        made += '?';
        made += query;
    }
    return made;
}

std::string authority(std::string_view host, std::uint16_t port)
{
    bool const is_bare = host.find(':') != std::string_view::npos && !host.starts_with('[');
    return (is_bare ? '[' + std::string{host} + ']' : std::string{host}) + ':' + std::to_string(port);
}

} // namespace praetor::http
