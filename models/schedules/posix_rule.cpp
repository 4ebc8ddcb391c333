#include <models/schedules/posix_rule.hpp>

#include <server/base/text/ascii.hpp>

#include <chrono>

namespace praetor::models::schedules {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int32_t hour_seconds = 3'600;

// Takes the parts of a rule off its front; false where it is not there.
class reader
{
public:
    explicit reader(std::string_view text) : rest_(text) {}

    bool name()
    {
        std::size_t length = 0;
        if (rest_.starts_with('<')) {
            length = rest_.find('>');
            if (length == std::string_view::npos)
                return false;
            ++length;
        }
        else {
            while (length < rest_.size() && ((rest_[length] | 0x20) >= 'a' && (rest_[length] | 0x20) <= 'z'))
                ++length;
        }
        rest_.remove_prefix(length);
        return length > 2;
    }

    bool mark(char expected)
    {
        if (!rest_.starts_with(expected))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool number(int& out)
    {
        std::size_t length = 0;
        for (out = 0; length < rest_.size() && is_digit(rest_[length]) && length < 4; ++length)
            out = out * 10 + (rest_[length] - '0');
        rest_.remove_prefix(length);
        return length > 0;
    }

    // [+-]h[hh][:mm[:ss]] in seconds.
    bool time(std::int32_t& out)
    {
        bool const below = mark('-');
        if (!below)
            mark('+');
        int part = 0;
        if (!number(part))
            return false;
        out = part * hour_seconds;
        for (std::int32_t unit = 60; unit >= 1 && mark(':'); unit /= 60) {
            if (!number(part))
                return false;
            out += part * unit;
        }
        if (below)
            out = -out;
        return true;
    }

    bool day(yearly_day& out)
    {
        if (mark('M')) {
            out.how = yearly_day::counted::by_week;
            return number(out.month) && mark('.') && number(out.week) && mark('.') && number(out.weekday) &&
                   out.month >= 1 && out.month <= 12 && out.week >= 1 && out.week <= 5 && out.weekday <= 6;
        }
        out.how = mark('J') ? yearly_day::counted::without_leap : yearly_day::counted::from_zero;
        return number(out.number);
    }

    // ",day[/time]"
    bool change(yearly_day& out, std::int32_t& at)
    {
        if (!mark(',') || !day(out))
            return false;
        at = 2 * hour_seconds;
        return !mark('/') || time(at);
    }

    bool at_end() const { return rest_.empty(); }
    bool at(char expected) const { return rest_.starts_with(expected); }

private:
    std::string_view rest_;
};

} // namespace

std::int64_t yearly_day::in(int year) const
{
    using namespace std::chrono;
    std::chrono::year const y{year};
    if (how == counted::by_week) {
        std::chrono::weekday const day{static_cast<unsigned>(weekday)};
        std::chrono::month const m{static_cast<unsigned>(month)};
        sys_days const found =
            week == 5 ? sys_days{y / m / day[last]} : sys_days{y / m / day[static_cast<unsigned>(week)]};
        return found.time_since_epoch().count();
    }
    std::int64_t const first = sys_days{y / 1 / 1}.time_since_epoch().count();
    if (how == counted::from_zero)
        return first + number;
    return first + number - 1 + (y.is_leap() && number > 59 ? 1 : 0);
}

std::int64_t posix_rule::begin_of(int year) const
{
    return begins.in(year)*day_seconds + begins_at - standard;
}

std::int64_t posix_rule::end_of(int year) const
{
    return ends.in(year)*day_seconds + ends_at - daylight;
}

std::optional<posix_rule> parse_posix_rule(std::string_view text)
{
    posix_rule made;
    reader from{text};
    if (!from.name() || !from.time(made.standard) || from.at_end() || !from.name())
        return std::nullopt;
    made.standard = -made.standard; // POSIX counts to the west
    if (from.at(','))
        made.daylight = made.standard + hour_seconds;
    else if (from.time(made.daylight))
        made.daylight = -made.daylight;
    else
        return std::nullopt;
    if (!from.change(made.begins, made.begins_at) || !from.change(made.ends, made.ends_at) || !from.at_end())
        return std::nullopt;
    return made;
}

} // namespace praetor::models::schedules
