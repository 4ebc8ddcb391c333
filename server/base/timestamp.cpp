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

// A text of a point in time: made here, so that it is appended at once, and a page of runs has two thousand.
struct time_text
{
    static constexpr std::size_t max_size = 32; // "2026-01-31T08:05:00.123456+01:00"

    char text[max_size];
    char* end = text;

    void add(char one) { *end++ = one; }
    void add_two(int value)
    {
        auto const number = static_cast<unsigned>(value);
        add(static_cast<char>('0' + number / 10));
        add(static_cast<char>('0' + number % 10));
    }

    // "YYYY-MM-DD<separator>HH:MM:SS"; gives the microseconds left over.
    int add_seconds(timestamp when, char separator)
    {
        auto const day = floor<days>(when);
        year_month_day const date{day};
        auto const rest = when - day;
        auto const seconds_of_day = static_cast<unsigned>(duration_cast<seconds>(rest).count());
        int const year = static_cast<int>(date.year());
        add_two(year / 100);
        add_two(year % 100);
        add('-');
        add_two(static_cast<int>(static_cast<unsigned>(date.month())));
        add('-');
        add_two(static_cast<int>(static_cast<unsigned>(date.day())));
        add(separator);
        add_two(static_cast<int>(seconds_of_day / 3600));
        add(':');
        add_two(static_cast<int>(seconds_of_day / 60 % 60));
        add(':');
        add_two(static_cast<int>(seconds_of_day % 60));
        return static_cast<int>((rest - seconds{seconds_of_day}).count());
    }

    void add_fraction(int micros)
    {
        add('.');
        add_two(micros / 10'000);
        add_two(micros / 100 % 100);
        add_two(micros % 100);
    }

    void add_rfc3339(timestamp when)
    {
        if (int const micros = add_seconds(when, 'T'); micros != 0)
            add_fraction(micros);
    }

    void append_to(std::string& out) const { out.append(text, static_cast<std::size_t>(end - text)); }
};

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
    time_text text;
    text.add_rfc3339(when.when + when.offset);
    if (when.offset.count() == 0) {
        text.add('Z');
    }
    else {
        auto const minutes = static_cast<int>(std::abs(when.offset.count()));
        text.add(when.offset.count() < 0 ? '-' : '+');
        text.add_two(minutes / 60);
        text.add(':');
        text.add_two(minutes % 60);
    }
    text.append_to(out);
}

void append_rfc3339(std::string& out, timestamp when)
{
    time_text text;
    text.add_rfc3339(when);
    text.add('Z');
    text.append_to(out);
}

std::string to_rfc3339(timestamp when)
{
    std::string out;
    append_rfc3339(out, when);
    return out;
}

void append_iso(std::string& out, timestamp when)
{
    time_text text;
    text.add_fraction(text.add_seconds(when, ' '));
    text.append_to(out);
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
