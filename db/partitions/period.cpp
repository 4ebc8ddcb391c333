#include <db/partitions/period.hpp>

#include <fmt/format.h>

#include <array>

namespace praetor::db::partitions {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array labels{std::string_view{"day"}, std::string_view{"week"}, std::string_view{"month"}};
constexpr std::array all{period::day, period::week, period::month};

} // namespace

std::optional<period> parse_period(std::string_view text)
{
    for (auto const one : all)
        if (label_of(one) == text)
            return one;
    return std::nullopt;
}

std::string_view label_of(period span) noexcept
{
    return labels[static_cast<std::size_t>(span)];
}

timestamp start_of(period span, timestamp when)
{
    auto const day = std::chrono::floor<days>(when);
    switch (span) {
    case period::day:
        break;
    case period::week:
        return day - (std::chrono::weekday{day} - std::chrono::Monday);
    case period::month:
        return day - (days{static_cast<unsigned>(year_month_day{day}.day())} - days{1});
    }
    return day;
}

timestamp start_after(period span, timestamp start)
{
    switch (span) {
    case period::day:
        break;
    case period::week:
        return start + days{7};
    case period::month:
        return sys_days{year_month_day{std::chrono::floor<days>(start)} + std::chrono::months{1}};
    }
    return start + days{1};
}

std::optional<period> period_between(timestamp lower, timestamp upper)
{
    for (auto const one : all)
        if (start_of(one, lower) == lower && start_after(one, lower) == upper)
            return one;
    return std::nullopt;
}

std::string partition_name(std::string_view table, timestamp start)
{
    year_month_day const day{std::chrono::floor<days>(start)};
    return fmt::format("{}_p{:04}{:02}{:02}", table, static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

std::string default_partition_name(std::string_view table)
{
    return fmt::format("{}_default", table);
}

std::string time_literal(timestamp when)
{
    std::string text{"'"};
    append_iso(text, when);
    return text + "+00'";
}

} // namespace praetor::db::partitions
