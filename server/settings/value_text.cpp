#include <server/settings/value_text.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/comma_list.hpp>
#include <server/base/time_span.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

namespace praetor::settings {
namespace {

constexpr std::array<std::string_view, 5> levels{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

// Timers count nanoseconds in 64 bits, which end after 292 years.
constexpr duration max_span = std::chrono::years{100};
constexpr std::string_view max_span_text = "a number of seconds, those of 100 years at most";

// As Python reads numbers: blanks around, a plus sign, and underscores between digits are nothing.
std::string plain(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '_' || i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            out += text[i];
    return out;
}

template <class Integer>
parsed parse_integer(std::string_view text, Integer& value)
{
    auto const digits = plain(text);
    std::int64_t made = 0;
    auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), made);
    if (ec == std::errc::result_out_of_range && end == digits.data() + digits.size())
        return {false, std::nullopt, digits.starts_with('-') ? "a larger number" : "a smaller number"};
    if (digits.empty() || ec != std::errc{} || end != digits.data() + digits.size())
        return {};
    if (!std::in_range<Integer>(made))
        return {false, std::nullopt,
                sizeof(Integer) == 2          ? "a whole number from 0 to 65535"
                : std::is_unsigned_v<Integer> ? "a whole number of 0 or more"
                                              : "a smaller number"};
    value = static_cast<Integer>(made);
    return {true, static_cast<double>(made), {}};
}

std::optional<bool> parse_boolean(std::string_view text)
{
    auto const word = lower_case(text);
    for (auto const* one : {"true", "t", "yes", "y", "on", "1"})
        if (word == one)
            return true;
    for (auto const* one : {"false", "f", "no", "n", "off", "0"})
        if (word == one)
            return false;
    return std::nullopt;
}

template <class Span>
parsed parse_span(std::string_view text, Span& value)
{
    auto const span = parse_time_span(plain(text));
    if (!span)
        return {};
    if (*span > max_span || *span < -max_span)
        return {false, std::nullopt, max_span_text};
    // A little is not nothing, which may mean no limit.
    value = std::chrono::ceil<Span>(*span);
    return {true, static_cast<double>(span->count()) / 1e6, {}};
}

} // namespace

parsed parse(std::string_view text, bool& value)
{
    auto const word = parse_boolean(text);
    value = word.value_or(value);
    return {word.has_value(), std::nullopt, {}};
}

parsed parse(std::string_view text, int& value)
{
    return parse_integer(text, value);
}

parsed parse(std::string_view text, std::int64_t& value)
{
    return parse_integer(text, value);
}

parsed parse(std::string_view text, std::size_t& value)
{
    return parse_integer(text, value);
}

parsed parse(std::string_view text, std::uint16_t& value)
{
    return parse_integer(text, value);
}

parsed parse(std::string_view text, byte_size& value)
{
    return parse_integer(text, value.count);
}

parsed parse(std::string_view text, whole_seconds& value)
{
    std::int64_t count = 0;
    auto const made = parse_integer(text, count);
    if (!made.fits)
        return made;
    if (std::abs(*made.number) > std::chrono::duration<double>{max_span}.count())
        return {false, std::nullopt, max_span_text};
    value = whole_seconds{count};
    return made;
}

parsed parse(std::string_view text, seconds& value)
{
    return parse_span(text, value);
}

parsed parse(std::string_view text, time_span& value)
{
    return parse_span(text, value);
}

parsed parse(std::string_view text, log::level& value)
{
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (lower_case(text) != lower_case(levels[i]))
            continue;
        value = static_cast<log::level>(i);
        return {true, std::nullopt, {}};
    }
    return {};
}

parsed parse(std::string_view text, std::string& value)
{
    value = text;
    return {true, std::nullopt, {}};
}

parsed parse(std::string_view text, std::vector<std::string>& value)
{
    auto const names = comma_list(text);
    value.assign(names.begin(), names.end());
    return {true, std::nullopt, {}};
}

parsed parse(std::string_view text, secret& value)
{
    value.text = text;
    return {true, std::nullopt, {}};
}

std::string text_of(bool value)
{
    return value ? "true" : "false";
}

std::string text_of(std::int64_t value)
{
    return std::to_string(value);
}

std::string text_of(seconds value)
{
    return fmt::format("{}", static_cast<double>(value.count()) / 1e3);
}

std::string text_of(time_span value)
{
    auto const count = static_cast<double>(value.count()) / 1e6;
    return count == std::floor(count) ? fmt::format("{:.1f}", count) : fmt::format("{}", count);
}

std::string text_of(log::level value)
{
    return std::string{levels.at(static_cast<std::size_t>(value))};
}

std::string text_of(std::vector<std::string> const& value)
{
    return fmt::format("{}", fmt::join(value, ","));
}

std::string_view expected_of(kind of)
{
    switch (of) {
    case kind::boolean:
        return "true or false";
    case kind::integer:
        return "a whole number";
    case kind::seconds:
    case kind::span:
        return "a number of seconds";
    case kind::level:
        return "DEBUG, INFO, WARNING, ERROR or CRITICAL";
    case kind::text:
    case kind::secret:
        break;
    }
    return "a text";
}

bool means_the_same(std::string_view one, std::string_view other)
{
    auto const first = parse_boolean(one);
    return one == other || (first && first == parse_boolean(other));
}

} // namespace praetor::settings
