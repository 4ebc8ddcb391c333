#include <server/http/url.hpp>

#include <server/base/ascii.hpp>
#include <server/base/percent.hpp>

#include <algorithm>

namespace praetor::http {
namespace {

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
    if (auto const host = rq.header("host"); is_host(host)) {
        made += rq.scheme;
        made += "://";
        made += host;
    }
    made += percent_encoded(path, "/:@!$&'()*+,;=");
    if (!query.empty()) {
        made += '?';
        made += query;
    }
    return made;
}

} // namespace praetor::http
