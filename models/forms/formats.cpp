#include <models/forms/formats.hpp>

#include <models/forms/patterns.hpp>

#include <server/base/uuid.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

namespace praetor::models::schemas {
namespace {

bool are_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits)
{
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// RFC 3339, full-date.
bool is_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !are_digits(text.substr(0, 4)) ||
        !are_digits(text.substr(5, 2)) || !are_digits(text.substr(8, 2)))
        return false;
    std::chrono::year_month_day const day{std::chrono::year{number(text.substr(0, 4))},
                                          std::chrono::month{static_cast<unsigned>(number(text.substr(5, 2)))},
                                          std::chrono::day{static_cast<unsigned>(number(text.substr(8, 2)))}};
    return day.ok() && number(text.substr(0, 4)) > 0;
}

// "HH:MM" with each in its range.
bool is_clock(std::string_view text)
{
    return text.size() == 5 && text[2] == ':' && are_digits(text.substr(0, 2)) && are_digits(text.substr(3)) &&
           number(text.substr(0, 2)) < 24 && number(text.substr(3)) < 60;
}

// RFC 3339, full-time; no leap seconds, as the reference's checker.
bool is_time(std::string_view text)
{
    if (text.size() < 9 || !is_clock(text.substr(0, 5)) || text[5] != ':' || !are_digits(text.substr(6, 2)) ||
        number(text.substr(6, 2)) > 59)
        return false;
    text.remove_prefix(8);
    if (text.starts_with('.')) {
        auto const end = std::min(text.find_first_not_of("0123456789", 1), text.size());
        if (end == 1)
            return false;
        text.remove_prefix(end);
    }
    if (text == "Z" || text == "z")
        return true;
    return (text.starts_with('+') || text.starts_with('-')) && is_clock(text.substr(1));
}

bool is_date_time(std::string_view text)
{
    return text.size() > 11 && is_date(text.substr(0, 10)) && (text[10] == 'T' || text[10] == 't') &&
           is_time(text.substr(11));
}

bool is_address(std::string_view text, int family)
{
    std::string const terminated{text};
    unsigned char bytes[16];
    return terminated.find('\0') == std::string::npos && inet_pton(family, terminated.c_str(), bytes) == 1;
}

bool is_hyphenated_uuid(std::string_view text)
{
    return uuid::parse(text) && text.size() > 23 && text[8] == '-' && text[13] == '-' && text[18] == '-' &&
           text[23] == '-';
}

// RFC 6901.
bool is_json_pointer(std::string_view text)
{
    if (!text.empty() && text.front() != '/')
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return true;
}

bool is_relative_json_pointer(std::string_view text)
{
    auto const digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || (digits > 1 && text.front() == '0'))
        return false;
    text.remove_prefix(digits);
    return text == "#" || is_json_pointer(text);
}

} // namespace

bool has_format(std::string_view text, std::string_view format)
{
    if (format == "date")
        return is_date(text);
    if (format == "date-time")
        return is_date_time(text);
    if (format == "time")
        return is_time(text);
    if (format == "email" || format == "idn-email")
        return text.find('@') != std::string_view::npos;
    if (format == "ipv4")
        return is_address(text, AF_INET);
    if (format == "ipv6")
        return is_address(text, AF_INET6);
    if (format == "uuid")
        return is_hyphenated_uuid(text);
    if (format == "regex")
        return is_pattern(text);
    if (format == "json-pointer")
        return is_json_pointer(text);
    if (format == "relative-json-pointer")
        return is_relative_json_pointer(text);
    return true;
}

} // namespace praetor::models::schemas
