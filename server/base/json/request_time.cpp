#include <server/base/json/request_time.hpp>

#include <server/base/text/ascii.hpp>

#include <charconv>
#include <cmath>

namespace praetor::json {
namespace {

using namespace std::chrono;

// Takes exactly `count` digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t count)
{
    if (text.size() < count)
        return std::nullopt;
    int value = 0;
    for (char const c : text.substr(0, count)) {
        if (!is_digit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(1);
    return true;
}

// YYYYMMDD, YYYY-MM, YYYY/MM/DD, YYYYDDD with and without dashes, YYYYWww[D].
std::optional<sys_days> take_date(std::string_view& text)
{
    auto const number = digits(text, 4);
    if (!number || *number == 0)
        return std::nullopt;
    year const in{*number};
    if (take(text, '/')) {
        auto const m = digits(text, 2);
        bool const slash = take(text, '/');
        auto const d = digits(text, 2);
        if (!m || !slash || !d)
            return std::nullopt;
        year_month_day const date{in, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
        return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
    }
    bool const dashed = take(text, '-');
    if (take(text, 'W')) {
        auto const week = digits(text, 2);
        int weekday = 1;
        if (dashed ? take(text, '-') : (!text.empty() && is_digit(text.front()))) {
            auto const given = digits(text, 1);
            if (!given || *given < 1 || *given > 7)
                return std::nullopt;
            weekday = *given;
        }
        if (!week || *week < 1 || *week > 52)
            return std::nullopt;
        // The first week of a year holds its fourth of January.
        sys_days const fourth{in / January / 4};
        auto const monday = fourth - (std::chrono::weekday{fourth} - Monday);
        return monday + weeks{*week - 1} + days{weekday - 1};
    }
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length]))
        ++length;
    if (length == 3) {
        auto const d = digits(text, 3);
        auto const all = in.is_leap() ? 366 : 365;
        return *d >= 1 && *d <= all ? std::optional{sys_days{in / January / 1} + days{*d - 1}} : std::nullopt;
    }
    auto const m = digits(text, 2);
    int d = 1;
    if (!dashed && length == 4)
        d = *digits(text, 2);
    else if (dashed && length == 2 && take(text, '-')) {
        auto const given = digits(text, 2);
        if (!given)
            return std::nullopt;
        d = *given;
    }
    else if (!dashed || length != 2)
        return std::nullopt;
    year_month_day const date{in, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(d)}};
    return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

// HH, HHMM[SS[.f]], HH:MM[:SS[.f]], and then nothing, Z, ±HH, ±HHMM or ±HH:MM.
struct clock_time
{
    duration since_midnight{};
    minutes offset{}; // east of Greenwich
};

std::optional<clock_time> take_clock(std::string_view text)
{
    auto const h = digits(text, 2);
    if (!h || *h > 23)
        return std::nullopt;
    duration result = hours{*h};
    bool const colons = take(text, ':');
    if (colons || (!text.empty() && is_digit(text.front()))) {
        auto const m = digits(text, 2);
        if (!m || *m > 59)
            return std::nullopt;
        result += minutes{*m};
        if (colons ? take(text, ':') : (!text.empty() && is_digit(text.front()))) {
            auto const s = digits(text, 2);
            if (!s || *s > 59)
                return std::nullopt;
            result += seconds{*s};
            if (take(text, '.') || take(text, ',')) {
                if (text.empty() || !is_digit(text.front()))
                    return std::nullopt;
                for (std::int64_t unit = 100'000; !text.empty() && is_digit(text.front()); unit /= 10)
                    result += microseconds{unit * *digits(text, 1)};
            }
        }
    }
    if (text.empty() || text == "Z" || text == "z")
        return clock_time{result};
    bool const west = text.front() == '-';
    if (!west && text.front() != '+')
        return std::nullopt;
    text.remove_prefix(1);
    auto const zone_hours = digits(text, 2);
    take(text, ':');
    auto const zone_minutes = text.empty() ? std::optional{0} : digits(text, 2);
    if (!zone_hours || *zone_hours > 23 || !zone_minutes || *zone_minutes > 59 || !text.empty())
        return std::nullopt;
    auto const offset = hours{*zone_hours} + minutes{*zone_minutes};
    return clock_time{result, west ? -offset : offset};
}

zoned_time at(sys_days date, clock_time const& clock)
{
    return {date + clock.since_midnight - clock.offset, clock.offset};
}

} // namespace

std::optional<double> decimal(std::string_view text)
{
    bool const signed_plus = take(text, '+');
    if (text.empty() || (signed_plus && text.front() == '-'))
        return std::nullopt;
    if (text.find_first_not_of("0123456789.", text.front() == '-' ? 1 : 0) != std::string_view::npos)
        return std::nullopt;
    double value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (ec != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool is_in_range(timestamp when)
{
    return min_timestamp <= when && when <= max_timestamp;
}

std::optional<timestamp> time_of_number(double value)
{
    if (!(std::abs(value) <= 253'402'300'799'999.0))
        return std::nullopt;
    if (std::abs(value) > 2e10)
        value /= 1000;
    timestamp const made{duration{static_cast<std::int64_t>(std::llround(value * 1e6))}};
    return is_in_range(made) ? std::optional{made} : std::nullopt;
}

std::optional<zoned_time> parse_request_time(std::string_view text)
{
    if (auto const plain = parse_zoned_time(text))
        return plain;
    if (auto const count = decimal(text))
        return time_of_number(*count);
    if (text == "now")
        return now();
    auto rest = text;
    if (take(rest, 'T') || (text.size() > 2 && text[2] == ':')) {
        auto const clock = take_clock(rest);
        return clock ? std::optional{at(floor<days>(now()), *clock)} : std::nullopt;
    }
    auto const date = take_date(rest);
    if (!date)
        return std::nullopt;
    if (rest.empty())
        return zoned_time{*date};
    if (rest.size() < 2 || (rest.front() != 'T' && rest.front() != ' '))
        return std::nullopt;
    rest.remove_prefix(1);
    // Dates with dashes have times with colons, those without have times without.
    bool const has_colons = rest.find(':') != std::string_view::npos && rest.find(':') == 2;
    bool const is_plain = is_digit(text[4]);
    if (rest.size() > 2 && is_digit(rest[2]) != is_plain && (has_colons || is_digit(rest[2])))
        return std::nullopt;
    auto const clock = take_clock(rest);
    return clock ? std::optional{at(*date, *clock)} : std::nullopt;
}

} // namespace praetor::json
