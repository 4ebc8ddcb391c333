#include <server/http/client/request_text.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/base64.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::http {
namespace {

bool is_token(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'z') ||
               std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
    });
}

bool is_value(std::string_view text)
{
    return std::ranges::none_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool has(outgoing_headers const& headers, std::string_view name)
{
    return std::ranges::any_of(headers, [&](auto const& one) { return lower_case(one.first) == name; });
}

// What the client says itself: of the connection, and how long the body is.
bool is_ours(std::string_view name)
{
    auto const lower = lower_case(name);
    return lower == "host" || lower == "content-length" || lower == "connection" || lower == "transfer-encoding";
}

void basic(std::string& out, std::string_view name, std::string_view userinfo)
{
    if (!userinfo.empty())
        out += fmt::format("{}: Basic {}\r\n", name, base64_encoded(userinfo));
}

[[noreturn]] void refuse(std::string text)
{
    throw outgoing_failure{outgoing_failure::kind::invalid_request, "LocalProtocolError", std::move(text)};
}

} // namespace

void check_request(outgoing_request const& wanted)
{
    if (!is_token(wanted.method))
        refuse("Illegal method characters");
    for (auto const& [name, value] : wanted.headers) {
        if (!is_token(name))
            refuse("Illegal header name");
        if (!is_value(value))
            refuse("Illegal header value");
    }
}

std::string request_text(outgoing_request const& wanted, target_url const& url, std::string_view to,
                         std::string_view proxy_userinfo)
{
    auto out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", wanted.method, to, url.host_header());
    for (auto const& [name, value] : wanted.headers)
        if (!is_ours(name))
            out += fmt::format("{}: {}\r\n", name, value);
    if (!has(wanted.headers, "accept"))
        out += "Accept: */*\r\n";
    if (!has(wanted.headers, "user-agent"))
        out += "User-Agent: praetor\r\n";
    if (!has(wanted.headers, "authorization"))
        basic(out, "Authorization", url.userinfo);
    basic(out, "Proxy-Authorization", proxy_userinfo);
    if (!wanted.body.empty() || (wanted.method != "GET" && wanted.method != "DELETE"))
        out += fmt::format("Content-Length: {}\r\n", wanted.body.size());
    out += "Connection: close\r\n\r\n";
    out += wanted.body;
    return out;
}

std::string connect_text(std::string_view authority, std::string_view proxy_userinfo)
{
    auto out = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", authority);
    basic(out, "Proxy-Authorization", proxy_userinfo);
    return out + "\r\n";
}

} // namespace praetor::http
