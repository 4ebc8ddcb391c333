#include <server/base/json/span_value.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/time_span.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace praetor::json {
namespace {

// Seconds whose microseconds 64 bits hold: 292,000 years. The reference goes ten times as far.
constexpr double max_seconds = 9.2e12;

void refuse_span(std::string_view why, boost::json::value const& from, problems& found)
{
    std::string ctx = R"({"error":)";
    write_string(ctx, why);
    ctx += '}';
    found.add("time_delta_parsing", "Input should be a valid timedelta, " + std::string{why}, from, std::move(ctx));
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t leading_digits(std::string_view text)
{
    return std::min(text.find_first_not_of("0123456789"), text.size());
}

// Of "3 days, 01:02:03", "3d".
std::string_view days_error(std::string_view text)
{
    auto const digits = leading_digits(text);
    if (digits == 0)
        return "invalid digit in duration";
    auto unit = text.substr(digits);
    if (unit.starts_with(' '))
        unit.remove_prefix(1);
    if (!unit.starts_with('d') && !unit.starts_with('D'))
        return "\"day\" identifier in duration not correctly formatted";
    return {};
}

// Of "01:02:03.5", "1:02".
std::string_view clock_error(std::string_view text)
{
    auto const hours = leading_digits(text);
    if (hours == 0 || hours > 2 || !text.substr(hours).starts_with(':'))
        return "invalid character in hour";
    auto const minutes = text.substr(hours + 1);
    if (minutes.size() < 2 || !is_digit(minutes[0]) || !is_digit(minutes[1]))
        return "invalid character in minute";
    return {};
}

// What keeps a text from being a span of time, in the order in which the speedate crate, which reads it for the
// reference, comes upon it; empty where its form is right so far.
std::string_view span_error(std::string_view text)
{
    bool const has_days = text.size() < 5 || text.find_first_of("dD") != std::string_view::npos;
    if (text.starts_with('+') || text.starts_with('-'))
        text.remove_prefix(1);
    if (text.empty() || text == "P" || text == "PT")
        return "input is too short";
    if (text.starts_with('P'))
        return {};
    return has_days ? days_error(text) : clock_error(text);
}

std::optional<duration> read_text(std::string_view text, boost::json::value const& from, problems& found)
{
    if (auto const problem = span_error(text); !problem.empty())
        refuse_span(problem, from, found);
    else if (auto const span = parse_time_span(text))
        return span;
    else
        refuse_span("invalid digit in duration", from, found);
    return std::nullopt;
}

std::optional<duration> read_number(double seconds, boost::json::value const& from, problems& found)
{
    if (std::fabs(seconds) < max_seconds)
        return duration{std::llround(seconds * 1e6)};
    refuse_span("durations may not exceed 999,999,999 days", from, found);
    return std::nullopt;
}

} // namespace

bool read_span(duration& out, boost::json::value const& from, problems& found)
{
    std::optional<duration> read;
    if (from.is_number())
        read = read_number(from.to_number<double>(), from, found);
    else if (auto const* truth = from.if_bool())
        read = std::chrono::seconds{*truth ? 1 : 0};
    else if (!big_integer(from).empty())
        read = read_number(HUGE_VAL, from, found);
    else if (auto const* text = from.if_string())
        read = read_text(*text, from, found);
    else
        found.add("time_delta_type", "Input should be a valid timedelta", from);
    if (!read)
        return false;
    out = *read;
    return true;
}

} // namespace praetor::json
