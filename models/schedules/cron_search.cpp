// croniter._calc(): a time is moved on field by field, the coarsest first, until every field fits.
#include <models/schedules/cron_search.hpp>

#include <bit>

namespace praetor::models::schedules {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

constexpr int max_years_between = 50;
constexpr std::int64_t day_seconds = 86'400;

// A time in parts.
struct civil_second
{
    std::chrono::local_days day;
    std::chrono::year_month_day date;
    int of_day; // seconds

    explicit civil_second(std::int64_t since_1970)
    {
        std::chrono::local_seconds const at{seconds{since_1970}};
        set_day(floor<days>(at), static_cast<int>((at - floor<days>(at)).count()));
    }
    void set_day(std::chrono::local_days which, int second_of_day = 0)
    {
        day = which;
        date = std::chrono::year_month_day{which};
        of_day = second_of_day;
    }
    // Also beyond the end of the day.
    void set_second(int second_of_day)
    {
        if (second_of_day < day_seconds)
            of_day = second_of_day;
        else
            set_day(day + days{second_of_day / day_seconds}, static_cast<int>(second_of_day % day_seconds));
    }
    std::int64_t since_1970() const { return day.time_since_epoch().count() * day_seconds + of_day; }
    int year() const { return static_cast<int>(date.year()); }
    int month() const { return static_cast<int>(static_cast<unsigned>(date.month())); }
    int day_of_month() const { return static_cast<int>(static_cast<unsigned>(date.day())); }
    int days_of_month() const
    {
        auto const last = (date.year() / date.month() / std::chrono::last).day();
        return static_cast<int>(static_cast<unsigned>(last));
    }
    int weekday() const { return static_cast<int>(std::chrono::weekday{day}.c_encoding()); }
};

// How far it is to the next of the values, where `cycle` values repeat.
int distance(cron_field const& field, int from, int cycle)
{
    if (auto const ahead = field.values >> from; ahead != 0)
        return std::countr_zero(ahead);
    if (field.last && cycle >= from)
        return cycle - from;
    return std::countr_zero(field.values) - from + cycle;
}

class cron_step
{
public:
    cron_step(cron_expression const& expression, bool any_day, bool any_weekday, std::int64_t from)
        : expression_(expression), any_day_(any_day), any_weekday_(any_weekday), at_(from)
    {}

    enum class outcome : std::uint8_t
    {
        fits,
        moved,
        ends
    };
    outcome step();
    civil_second const& at() const { return at_; }

private:
    cron_field const& field(cron_field_name which) const { return expression_.fields[which]; }
    bool has_seconds() const { return expression_.field_count > cron_second; }
    outcome fit_year();
    bool move_month();
    bool move_day();
    bool move_weekday();
    bool move_nth();
    bool move_hour();
    bool move_minute();
    bool move_second();

    cron_expression const& expression_;
    bool any_day_;
    bool any_weekday_;
    civil_second at_;
};

cron_step::outcome cron_step::fit_year()
{
    if (expression_.field_count != cron_field_count || field(cron_year).any)
        return outcome::fits;
    auto const& years = field(cron_year).years;
    auto const next = std::ranges::lower_bound(years, at_.year());
    if (next == years.end())
        return outcome::ends;
    if (*next == at_.year())
        return outcome::fits;
    at_.set_day(std::chrono::local_days{std::chrono::year{*next} / 1 / 1});
    return outcome::moved;
}

bool cron_step::move_month()
{
    if (field(cron_month).any)
        return false;
    int const months = distance(field(cron_month), at_.month(), 12);
    if (months == 0)
        return false;
    at_.set_day(std::chrono::local_days{at_.date.year() / at_.date.month() / 1 + std::chrono::months{months}});
    return true;
}

bool cron_step::move_day()
{
    if (any_day_)
        return false;
    int const of_month = at_.days_of_month();
    if (field(cron_day).last && of_month == at_.day_of_month())
        return false;
    int const away = distance(field(cron_day), at_.day_of_month(), of_month);
    if (away == 0)
        return false;
    at_.set_day(at_.day + days{away});
    return true;
}

bool cron_step::move_weekday()
{
    if (any_weekday_)
        return false;
    int const away = distance(field(cron_weekday), at_.weekday(), 7);
    if (away == 0)
        return false;
    at_.set_day(at_.day + days{away});
    return true;
}

bool cron_step::move_nth()
{
    int const of_month = at_.days_of_month();
    int const day = at_.day_of_month();
    int const first_weekday = static_cast<int>(std::chrono::weekday{at_.day - days{day - 1}}.c_encoding());
    int nearest = of_month + 1; // the first of the next month, where there is none
    for (int weekday = 0; weekday < 7; ++weekday) {
        int const first = (weekday - first_weekday + 7) % 7 + 1;
        int const count = (of_month - first) / 7 + 1;
        for (unsigned left = expression_.nth[static_cast<std::size_t>(weekday)]; left != 0; left &= left - 1) {
            int const nth = std::countr_zero(left);
            int const which = nth > 5 ? count : nth;
            int const candidate = first + (which - 1) * 7;
            if (which <= count && candidate >= day)
                nearest = std::min(nearest, candidate);
        }
    }
    if (nearest == day)
        return false;
    at_.set_day(at_.day + days{nearest - day});
    return true;
}

bool cron_step::move_hour()
{
    if (field(cron_hour).any)
        return false;
    int const hour = at_.of_day / 3'600;
    int const away = distance(field(cron_hour), hour, 24);
    if (away == 0)
        return false;
    at_.set_second((hour + away) * 3'600);
    return true;
}

bool cron_step::move_minute()
{
    if (field(cron_minute).any)
        return false;
    int const minute = at_.of_day / 60;
    int const away = distance(field(cron_minute), minute % 60, 60);
    if (away == 0)
        return false;
    at_.set_second((minute + away) * 60);
    return true;
}

bool cron_step::move_second()
{
    if (!has_seconds()) {
        at_.of_day -= at_.of_day % 60;
        return false;
    }
    if (field(cron_second).any)
        return false;
    int const away = distance(field(cron_second), at_.of_day % 60, 60);
    if (away == 0)
        return false;
    at_.set_second(at_.of_day + away);
    return true;
}

cron_step::outcome cron_step::step()
{
    if (auto const year = fit_year(); year != outcome::fits)
        return year;
    bool const moved = move_month() || move_day() || (expression_.has_nth ? move_nth() : move_weekday()) ||
                       move_hour() || move_minute() || move_second();
    return moved ? outcome::moved : outcome::fits;
}

} // namespace

cron_search::cron_search(cron_expression const& expression, bool day_or, wall_time from, step_budget& budget)
    : expression_(expression),
      either_day_(day_or && !expression.fields[cron_day].any && !expression.fields[cron_weekday].any),
      current_(floor<seconds>(from).time_since_epoch().count()), budget_(budget)
{}

std::optional<std::int64_t> cron_search::following(bool any_day, bool any_weekday)
{
    cron_step step{expression_, any_day, any_weekday, current_ + (expression_.field_count > cron_second ? 1 : 60)};
    int const first_year = step.at().year();
    while (step.at().year() - first_year <= max_years_between && budget_.take()) {
        auto const outcome = step.step();
        if (outcome == cron_step::outcome::fits)
            return step.at().since_1970();
        if (outcome == cron_step::outcome::ends || !is_on_the_calendar(seconds{step.at().since_1970()}))
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<wall_time> cron_search::next()
{
    auto const& day = expression_.fields[cron_day];
    auto const& weekday = expression_.fields[cron_weekday];
    std::optional<std::int64_t> found;
    if (either_day_) {
        auto const by_day = following(false, true);
        auto const by_weekday = following(true, false);
        // croniter fails where either has none; the other one goes on here.
        found = by_day && by_weekday ? std::min(by_day, by_weekday) : by_day ? by_day : by_weekday;
    }
    else {
        found = following(day.any, weekday.any);
    }
    if (!found || budget_.is_spent())
        return std::nullopt;
    current_ = *found;
    return wall_time{seconds{*found}};
}

} // namespace praetor::models::schedules
