#include <models/schedules/rrule_value.hpp>

#include <server/base/text/ascii.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::models::schedules {
namespace {

using namespace std::chrono;

// Takes what a date is made of off the front of a text.
class digit_reader
{
public:
    explicit digit_reader(std::string_view text) : rest_(text) {}

    // Exactly that many digits.
    bool number(std::size_t length, int& out)
    {
        if (rest_.size() < length || !std::ranges::all_of(rest_.substr(0, length), is_digit))
            return false;
        out = 0;
        for (auto const c : rest_.substr(0, length))
            out = out * 10 + (c - '0');
        rest_.remove_prefix(length);
        return true;
    }
    bool mark(char expected)
    {
        if (!rest_.starts_with(expected))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    // The digits behind a point, as microseconds.
    bool fraction(int& out)
    {
        std::size_t length = 0;
        out = 0;
        for (int unit = 100'000; length < rest_.size() && is_digit(rest_[length]); ++length, unit /= 10)
            out += unit * (rest_[length] - '0');
        rest_.remove_prefix(length);
        return length > 0;
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

struct parts
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int micros = 0;
    bool has_zone = false;
};

bool read_zone(digit_reader& from, parts& out)
{
    if (from.at_end())
        return true;
    out.has_zone = true;
    if (from.mark('Z'))
        return from.at_end();
    int hours = 0;
    int minutes = 0;
    if ((!from.mark('+') && !from.mark('-')) || !from.number(2, hours))
        return false;
    if (from.at_end())
        return true;
    from.mark(':');
    return from.number(2, minutes) && from.at_end();
}

bool read(std::string_view text, parts& out)
{
    digit_reader from{text};
    if (!from.number(4, out.year))
        return false;
    bool const dashes = from.mark('-');
    if (!from.number(2, out.month) || (dashes && !from.mark('-')) || !from.number(2, out.day))
        return false;
    if (from.at_end())
        return true;
    if (!from.mark('T') || !from.number(2, out.hour))
        return false;
    bool const colons = from.mark(':');
    if (from.number(2, out.minute) && (!colons || from.mark(':')) && from.number(2, out.second) && from.mark('.') &&
        !from.fraction(out.micros))
        return false;
    return read_zone(from, out);
}

[[noreturn]] void refuse(std::string_view why, std::string_view text)
{
    throw bad_rrule{fmt::format("{}: {}", why, text)};
}

} // namespace

rrule_value parse_rrule_value(std::string_view text)
{
    parts found;
    if (text.empty())
        refuse("String does not contain a date", text);
    if (!read(text, found))
        refuse("Unknown string format", text);
    if (found.year == 0)
        refuse("year 0 is out of range", text);
    if (found.month < 1 || found.month > 12)
        refuse("month must be in 1..12", text);
    year_month_day const date{year{found.year}, month{static_cast<unsigned>(found.month)},
                              day{static_cast<unsigned>(found.day)}};
    if (!date.ok())
        refuse("day is out of range for month", text);
    if (found.hour > 23)
        refuse("hour must be in 0..23", text);
    if (found.minute > 59)
        refuse("minute must be in 0..59", text);
    if (found.second > 59)
        refuse("second must be in 0..59", text);
    return {wall_time{local_days{date} + hours{found.hour} + minutes{found.minute} + seconds{found.second} +
                      microseconds{found.micros}},
            found.has_zone};
}

} // namespace praetor::models::schedules
