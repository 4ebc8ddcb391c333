#include <server/base/json/plain_time.hpp>
#include <server/base/json/request_time.hpp>

#include <server/base/text/ascii.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace praetor::json {
namespace {

constexpr std::size_t end_of_date = 10;
constexpr double first_year = -62'167'219'200'000; // of the year 0, in milliseconds
constexpr std::string_view year_0 = "year 0 is out of range";

// With a hyphen for the minus sign (U+2212), and no more digits of a fraction than a microsecond has.
std::string in_plain_characters(std::string_view text)
{
    std::string plain{text};
    if (auto const minus = plain.find("\u2212", end_of_date); minus != std::string::npos)
        plain.replace(minus, 3, "-");
    if (auto at = plain.find_first_of(".,", end_of_date); at != std::string::npos) {
        std::size_t digits = 0;
        while (++at < plain.size() && is_digit(plain[at]))
            if (++digits > 6)
                plain.erase(at--, 1);
    }
    return plain;
}

bool has_zone_of_hours(std::string_view text)
{
    if (text.size() < end_of_date + 3)
        return false;
    auto const sign = text[text.size() - 3];
    return sign == '+' || sign == '-';
}

// Why time_of_number gives nothing for one that is not NaN.
std::string_view number_error(double count)
{
    if (count > 0)
        return "dates after 9999 are not supported as unix timestamps";
    return count < first_year ? "dates before 0000 are not supported as unix timestamps" : year_0;
}

void refuse_parsing(std::string_view error, boost::json::value const& from, problems& found)
{
    found.add("datetime_parsing", fmt::format("Input should be a valid datetime, {}", error), from,
              fmt::format(R"({{"error":"{}"}})", error));
}

} // namespace

std::optional<timestamp> parse_plain_time(std::string_view text)
{
    auto const plain = in_plain_characters(text);
    if (auto const parsed = parse_timestamp(plain); parsed && !has_zone_of_hours(plain))
        return parsed;
    auto const count = decimal(text);
    return count ? time_of_number(*count) : std::nullopt;
}

std::string_view plain_time_error(std::string_view text)
{
    if (auto const count = decimal(text)) {
        std::int64_t whole = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), whole).ec == std::errc{})
            return number_error(*count);
    }
    if (text.size() < end_of_date)
        return "input is too short";
    auto const are_digits = [text](std::size_t first, std::size_t count) {
        return text.substr(first, count).find_first_not_of("0123456789") == std::string_view::npos;
    };
    auto const number = [text](std::size_t first) { return (text[first] - '0') * 10 + text[first + 1] - '0'; };
    if (!are_digits(0, 4))
        return "invalid character in year";
    if (text[4] != '-')
        return "invalid date separator, expected `-`";
    if (!are_digits(5, 2))
        return "invalid character in month";
    if (text[7] != '-')
        return "invalid date separator, expected `-`";
    if (!are_digits(8, 2))
        return "invalid character in day";
    std::chrono::year const year{number(0) * 100 + number(2)};
    std::chrono::month const month{static_cast<unsigned>(number(5))};
    if (!month.ok())
        return "month value is outside expected range of 1-12";
    if (!(year / month / std::chrono::day{static_cast<unsigned>(number(8))}).ok())
        return "day value is outside expected range";
    return text.size() > end_of_date && number(0) + number(2) > 0
               ? "unexpected extra characters at the end of the input"
               : year_0;
}

void codec<plain_time>::write(std::string& out, plain_time const& value)
{
    codec<timestamp>::write(out, value.value);
}

bool codec<plain_time>::read(plain_time& out, boost::json::value const& from, problems& found)
{
    auto const* text = from.if_string();
    if (from.is_number()) {
        auto const count = from.to_number<double>();
        if (auto const made = time_of_number(count)) {
            out.value = *made;
            return true;
        }
        refuse_parsing(std::isnan(count) ? "NaN values not permitted" : number_error(count), from, found);
        return false;
    }
    if (text == nullptr) {
        found.add("datetime_type", "Input should be a valid datetime", from);
        return false;
    }
    if (auto const parsed = parse_plain_time(*text)) {
        out.value = *parsed;
        return true;
    }
    auto const error = plain_time_error(*text);
    if (error == year_0)
        refuse_parsing(error, from, found);
    else
        found.add("datetime_from_date_parsing", fmt::format("Input should be a valid datetime or date, {}", error),
                  from, fmt::format(R"({{"error":"{}"}})", error));
    return false;
}

} // namespace praetor::json
