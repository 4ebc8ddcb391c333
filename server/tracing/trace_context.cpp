#include <server/tracing/trace_context.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <vector>

namespace praetor::tracing {
namespace {

// Of a lower-case digit; -1: it is none.
int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Takes as many bytes as `into` has off the front of `rest`, and the hyphen behind them where one has to be there.
template <std::size_t Size>
bool take_hex(std::string_view& rest, std::array<std::uint8_t, Size>& into, bool then_hyphen)
{
    if (rest.size() < 2 * Size + (then_hyphen ? 1 : 0))
        return false;
    for (std::size_t i = 0; i < Size; ++i) {
        int const high = hex_digit(rest[2 * i]);
        int const low = hex_digit(rest[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        into[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    rest.remove_prefix(2 * Size);
    if (!then_hyphen)
        return true;
    bool const is_hyphen = rest.front() == '-';
    rest.remove_prefix(1);
    return is_hyphen;
}

bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool is_key_part(std::string_view text, std::size_t max_length, bool may_begin_with_digit)
{
    return !text.empty() && text.size() <= max_length &&
           (is_lower(text[0]) || (may_begin_with_digit && is_digit(text[0]))) && std::ranges::all_of(text, [](char c) {
               return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '*' || c == '/';
           });
}

// "vendor", or "tenant@vendor".
bool is_key(std::string_view text)
{
    auto const at = text.find('@');
    if (at == std::string_view::npos)
        return is_key_part(text, 256, false);
    return is_key_part(text.substr(0, at), 241, true) && is_key_part(text.substr(at + 1), 14, false);
}

bool is_value(std::string_view text)
{
    return !text.empty() && text.size() <= 256 && text.back() != ' ' &&
           std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; });
}

std::size_t joined_size(std::vector<std::string_view> const& members)
{
    std::size_t size = 0;
    for (auto const one : members)
        size += one.size() + 1;
    return size == 0 ? 0 : size - 1;
}

} // namespace

std::string checked_tracestate(std::string_view text)
{
    constexpr std::size_t max_members = 32, max_bytes = 512, long_member = 128;
    std::vector<std::string_view> members;
    std::vector<std::string_view> keys;
    while (!text.empty()) {
        auto const member = next_item(text, ',');
        if (member.empty())
            continue;
        auto const equals = member.find('=');
        auto const key = member.substr(0, equals);
        if (equals == std::string_view::npos || !is_key(key) || !is_value(member.substr(equals + 1)) ||
            std::ranges::find(keys, key) != keys.end() || members.size() == max_members)
            return {};
        keys.push_back(key);
        members.push_back(member);
    }
    if (joined_size(members) > max_bytes)
        std::erase_if(members, [](std::string_view one) { return one.size() > long_member; });
    while (joined_size(members) > max_bytes)
        members.pop_back();
    std::string all;
    for (auto const one : members)
        (all += all.empty() ? "" : ",") += one;
    return all;
}

std::optional<trace_context> read_trace_context(std::string_view traceparent, std::string_view tracestate)
{
    trace_context made;
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    if (!take_hex(traceparent, version, true) || !take_hex(traceparent, made.trace.bytes, true) ||
        !take_hex(traceparent, made.span.bytes, true) || !take_hex(traceparent, flags, false))
        return std::nullopt;
    bool const is_newer = version[0] > 0;
    if (version[0] == 0xff || made.trace.is_zero() || made.span.is_zero() ||
        (!traceparent.empty() && (!is_newer || traceparent.front() != '-')))
        return std::nullopt;
    made.flags = flags[0] & (trace_context::sampled | trace_context::random);
    made.state = checked_tracestate(tracestate);
    made.is_remote = true;
    return made;
}

std::string traceparent_of(trace_context const& of)
{
    std::string text = "00-";
    append_hex(text, of.trace);
    text += '-';
    append_hex(text, of.span);
    text += '-';
    append_hex(text, id_bytes<1>{{of.flags}});
    return text;
}

} // namespace praetor::tracing
