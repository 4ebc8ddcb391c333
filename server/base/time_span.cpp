#include <server/base/time_span.hpp>

#include <server/base/text/ascii.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace praetor {
namespace {

constexpr double day = 86'400;
constexpr double limit = 9.2e12; // seconds, whose microseconds fit into 64 bits

// Takes digits, and a fraction where `may_have_fraction`, off the front.
std::optional<double> take_number(std::string_view& text, bool may_have_fraction)
{
    std::size_t length = 0;
    while (length < text.size() && (is_digit(text[length]) || (may_have_fraction && text[length] == '.')))
        ++length;
    double value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + length, value);
    if (length == 0 || ec != std::errc{} || end != text.data() + length)
        return std::nullopt;
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

// What stands behind the P: [nY][nM][nW][nD][T[nH][nM][nS]], at least one of them; years of 365 days and months of 30.
std::optional<double> iso_8601(std::string_view text)
{
    double total = 0;
    bool has_part = false;
    bool in_clock = false;
    for (double previous = 1e9; !text.empty();) {
        if (!in_clock && take(text, "T")) {
            in_clock = true;
            has_part = false;
            continue;
        }
        auto const count = take_number(text, true);
        if (!count || text.empty())
            return std::nullopt;
        char const letter = text.front();
        text.remove_prefix(1);
        double const unit = in_clock ? (letter == 'H'   ? 3'600
                                        : letter == 'M' ? 60
                                        : letter == 'S' ? 1
                                                        : 0)
                                     : (letter == 'Y'   ? 365 * day
                                        : letter == 'M' ? 30 * day
                                        : letter == 'W' ? 7 * day
                                        : letter == 'D' ? day
                                                        : 0);
        if (unit == 0 || unit >= previous)
            return std::nullopt;
        previous = unit;
        has_part = true;
        total += *count * unit;
    }
    return has_part ? std::optional{total} : std::nullopt;
}

// H:MM, H:MM:SS or H:MM:SS.f.
std::optional<double> clock(std::string_view text)
{
    auto const hours = take_number(text, false);
    if (!hours || !take(text, ":"))
        return std::nullopt;
    auto const minutes = take_number(text, false);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    double total = *hours * 3'600 + *minutes * 60;
    if (take(text, ":")) {
        auto const seconds = take_number(text, true);
        if (!seconds || *seconds >= 60)
            return std::nullopt;
        total += *seconds;
    }
    return text.empty() ? std::optional{total} : std::nullopt;
}

// "3d", "1 day, 2:00:00", or a clock alone.
std::optional<double> days_and_clock(std::string_view text)
{
    auto rest = text;
    auto const days = take_number(rest, false);
    take(rest, " ");
    if (!days || !(take(rest, "days") || take(rest, "day") || take(rest, "d")))
        return clock(text);
    take(rest, ",");
    take(rest, " ");
    if (rest.empty())
        return *days * day;
    auto const time = clock(rest);
    return time ? std::optional{*days * day + *time} : std::nullopt;
}

std::optional<double> plain_number(std::string_view text)
{
    double value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace

std::optional<duration> parse_time_span(std::string_view text)
{
    bool const negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+'))
        return std::nullopt;
    auto seconds = plain_number(text);
    if (!seconds)
        seconds = text.starts_with('P') ? iso_8601(text.substr(1)) : days_and_clock(text);
    if (!seconds || *seconds > limit)
        return std::nullopt;
    return duration{std::llround((negative ? -*seconds : *seconds) * 1e6)};
}

std::string to_iso_8601(duration span)
{
    auto rest = static_cast<double>(std::abs(span.count())) / 1e6;
    auto const take_whole = [&rest](double size) {
        auto const count = std::floor(rest / size);
        rest -= count * size;
        return static_cast<std::int64_t>(count);
    };
    auto const days = take_whole(day);
    auto const hours = take_whole(3'600);
    auto const minutes = take_whole(60);
    auto const seconds = std::round(rest * 1e6) / 1e6;
    std::string time;
    if (hours != 0)
        time += fmt::format("{}H", hours);
    if (minutes != 0)
        time += fmt::format("{}M", minutes);
    if (seconds != 0 || (days == 0 && time.empty()))
        time += fmt::format("{}S", seconds);
    return fmt::format("{}P{}{}{}", span.count() < 0 ? "-" : "", days != 0 ? fmt::format("{}D", days) : "",
                       time.empty() ? "" : "T", time);
}

} // namespace praetor
