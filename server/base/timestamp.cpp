#include <server/base/timestamp.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace praetor {
namespace {

using namespace std::chrono;

timestamp system_now()
{
    return time_point_cast<microseconds>(system_clock::now());
}

std::atomic<timestamp (*)()> current_clock{&system_now};

// Reads exactly `count` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size())
        return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<minutes> parse_zone(std::string_view zone)
{
    if (zone.empty() || zone == "Z" || zone == "z")
        return minutes{0};
    if (zone[0] != '+' && zone[0] != '-')
        return std::nullopt;
    auto const hour = digits(zone, 1, 2);
    bool const colon = zone.size() > 3 && zone[3] == ':';
    auto const minute = zone.size() == 3 ? std::optional<int>{0} : digits(zone, colon ? 4 : 3, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59 || zone.size() > (colon ? 6u : 5u))
        return std::nullopt;
    auto const offset = hours{*hour} + minutes{*minute};
    return zone[0] == '-' ? -offset : offset;
}

char* two(char* at, int value)
{
    *at++ = static_cast<char>('0' + value / 10);
    *at++ = static_cast<char>('0' + value % 10);
    return at;
}

// Writes "YYYY-MM-DD<separator>HH:MM:SS" and gives the microseconds left over.
int append_seconds(std::string& out, timestamp when, char separator)
{
    auto const day = floor<days>(when);
    year_month_day const date{day};
    auto const rest = when - day;
    auto const seconds_of_day = static_cast<int>(duration_cast<seconds>(rest).count());
    int const year = static_cast<int>(date.year());
    char text[20];
    char* at = text;
    at = two(at, year / 100);
    at = two(at, year % 100);
    *at++ = '-';
    at = two(at, static_cast<int>(static_cast<unsigned>(date.month())));
    *at++ = '-';
    at = two(at, static_cast<int>(static_cast<unsigned>(date.day())));
    *at++ = separator;
    at = two(at, seconds_of_day / 3600);
    *at++ = ':';
    at = two(at, seconds_of_day / 60 % 60);
    *at++ = ':';
    at = two(at, seconds_of_day % 60);
    out.append(text, static_cast<std::size_t>(at - text));
    return static_cast<int>((rest - seconds{seconds_of_day}).count());
}

void append_fraction(std::string& out, int micros)
{
    char text[7];
    text[0] = '.';
    for (int i = 6; i > 0; --i, micros /= 10)
        text[i] = static_cast<char>('0' + micros % 10);
    out.append(text, 7);
}

} // namespace

std::optional<zoned_time> parse_zoned_time(std::string_view text)
{
    auto const year = digits(text, 0, 4);
    auto const month = digits(text, 5, 2);
    auto const day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    year_month_day const date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *year == 0)
        return std::nullopt;
    timestamp result = time_point_cast<microseconds>(sys_days{date});
    if (text.size() == 10)
        return zoned_time{result};

    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ' && text[10] != '_')
        return std::nullopt;
    auto const hour = digits(text, 11, 2);
    auto const minute = digits(text, 14, 2);
    if (!hour || !minute || text[13] != ':' || *hour > 23 || *minute > 59)
        return std::nullopt;
    result += hours{*hour} + minutes{*minute};
    std::size_t at = 16;
    if (at < text.size() && text[at] == ':') {
        auto const second = digits(text, 17, 2);
        if (!second || *second > 59)
            return std::nullopt;
        result += seconds{*second};
        at = 19;
        if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
            ++at;
            std::int64_t micros = 0;
            std::int64_t unit = 100'000;
            std::size_t const first = at;
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
                micros += unit * (text[at] - '0');
            if (at == first || at - first > 9)
                return std::nullopt;
            result += microseconds{micros};
        }
    }
    auto const zone = parse_zone(text.substr(at));
    if (!zone)
        return std::nullopt;
    return zoned_time{result - *zone, *zone};
}

std::optional<timestamp> parse_timestamp(std::string_view text)
{
    auto const parsed = parse_zoned_time(text);
    return parsed ? std::optional{parsed->when} : std::nullopt;
}

void append_rfc3339(std::string& out, zoned_time const& when)
{
    append_rfc3339(out, when.when + when.offset);
    if (when.offset.count() == 0)
        return;
    auto const minutes = static_cast<int>(std::abs(when.offset.count()));
    char zone[6] = {when.offset.count() < 0 ? '-' : '+', 0, 0, ':', 0, 0};
    two(zone + 1, minutes / 60);
    two(zone + 4, minutes % 60);
    out.pop_back(); // the Z
    out.append(zone, sizeof(zone));
}

void append_rfc3339(std::string& out, timestamp when)
{
    int const micros = append_seconds(out, when, 'T');
    if (micros != 0)
        append_fraction(out, micros);
    out += 'Z';
}

std::string to_rfc3339(timestamp when)
{
    std::string out;
    append_rfc3339(out, when);
    return out;
}

void append_iso(std::string& out, timestamp when)
{
    int const micros = append_seconds(out, when, ' ');
    append_fraction(out, micros);
}

timestamp now()
{
    return current_clock.load(std::memory_order_relaxed)();
}

void set_clock(timestamp (*clock)())
{
    current_clock.store(clock != nullptr ? clock : &system_now, std::memory_order_relaxed);
}

} // namespace praetor
