// Codecs of booleans and numbers: what pydantic's lax mode takes for one (pydantic-core, input/shared.rs).
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace praetor::json {
namespace {

constexpr std::int64_t max_value = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t min_value = std::numeric_limits<std::int64_t>::min();
constexpr std::size_t max_integer = 4300; // digits; Python's own limit

bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// "1_000" without its underscores; nothing where one stands at an end or beside another.
std::optional<std::string> without_underscores(std::string_view text)
{
    if (text.starts_with('_') || text.ends_with('_') || text.find("__") != std::string_view::npos)
        return std::nullopt;
    std::string plain{text};
    std::erase(plain, '_');
    return plain;
}

enum class parsed
{
    good,
    wrong,
    too_long
};

// An integer beyond 64 bits is the nearest there is: no rule of ours goes that far.
parsed read_integer_text(std::int64_t& out, std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return parsed::wrong;
    }
    bool const negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    if (text.empty() || !is_digit(text.front()))
        return parsed::wrong;
    if (auto const point = text.find('.'); point != std::string_view::npos) {
        if (point + 1 == text.size() || text.find_first_not_of('0', point + 1) != std::string_view::npos)
            return parsed::wrong;
        text = text.substr(0, point);
    }
    auto const digits = without_underscores(text);
    if (!digits || digits->find_first_not_of("0123456789") != std::string::npos)
        return parsed::wrong;
    if (negative && digits->size() > 1 && digits->front() == '0')
        return parsed::wrong;
    if (digits->size() > max_integer)
        return parsed::too_long;
    auto const whole = (negative ? "-" : "") + *digits;
    auto const [end, ec] = std::from_chars(whole.data(), whole.data() + whole.size(), out);
    if (ec == std::errc::result_out_of_range)
        out = negative ? min_value : max_value;
    return parsed::good;
}

// As Rust reads an f64: a sign, digits with a point somewhere, an exponent, or inf, infinity, nan in any case.
bool read_number_text(double& out, std::string_view given)
{
    auto const plain = without_underscores(trimmed(given));
    if (!plain)
        return false;
    std::string_view text = *plain;
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return false;
    }
    if (text.empty() || text.find('(') != std::string_view::npos || text.find_first_of("xX") != std::string_view::npos)
        return false;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (end != text.data() + text.size())
        return false;
    if (ec == std::errc::result_out_of_range)
        out = std::strtod(std::string{text}.c_str(), nullptr);
    return ec == std::errc{} || ec == std::errc::result_out_of_range;
}

bool is_word(std::string_view text, std::initializer_list<std::string_view> words)
{
    auto const lower = lower_case(text.substr(0, 8));
    return text.size() <= 8 && std::ranges::find(words, lower) != words.end();
}

bool refuse_size(boost::json::value const& from, problems& found)
{
    found.add("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", from);
    return false;
}

// A float that is a whole number within 64 bits.
bool is_integer(double value)
{
    return value == std::floor(value) && value > -0x1p63 && value < 0x1p63;
}

} // namespace

void codec<bool>::write(std::string& out, bool const& value)
{
    out += value ? "true" : "false";
}

bool codec<bool>::read(bool& out, boost::json::value const& from, problems& found)
{
    std::optional<bool> flag;
    bool is_candidate = false; // of a type that could be a boolean
    if (auto const* value = from.if_bool())
        flag = *value;
    else if (auto const* text = if_text(from)) {
        is_candidate = true;
        if (is_word(*text, {"true", "t", "yes", "y", "on", "1"}))
            flag = true;
        else if (is_word(*text, {"false", "f", "no", "n", "off", "0"}))
            flag = false;
    }
    else if (from.is_int64() || (from.is_double() && is_integer(from.get_double()))) {
        is_candidate = true;
        auto const number = from.to_number<double>();
        if (number == 0 || number == 1)
            flag = number == 1;
    }
    if (flag) {
        out = *flag;
        return true;
    }
    if (is_candidate)
        found.add("bool_parsing", "Input should be a valid boolean, unable to interpret input", from);
    else
        found.add("bool_type", "Input should be a valid boolean", from);
    return false;
}

void codec<int>::write(std::string& out, int const& value)
{
    codec<std::int64_t>::write(out, value);
}

bool codec<int>::read(int& out, boost::json::value const& from, problems& found)
{
    std::int64_t wide = 0;
    if (!codec<std::int64_t>::read(wide, from, found))
        return false;
    out = static_cast<int>(std::clamp<std::int64_t>(wide, INT32_MIN, INT32_MAX));
    return true;
}

void codec<std::int64_t>::write(std::string& out, std::int64_t const& value)
{
    char text[24];
    auto const result = std::to_chars(text, text + sizeof text, value);
    out.append(text, result.ptr);
}

bool codec<std::int64_t>::read(std::int64_t& out, boost::json::value const& from, problems& found)
{
    if (auto const digits = big_integer(from); !digits.empty()) {
        out = digits.front() == '-' ? min_value : max_value;
        return true;
    }
    switch (from.kind()) {
    case boost::json::kind::int64:
        out = from.get_int64();
        return true;
    case boost::json::kind::uint64:
        out = max_value;
        return true;
    case boost::json::kind::bool_:
        out = from.get_bool() ? 1 : 0;
        return true;
    case boost::json::kind::double_: {
        double const value = from.get_double();
        if (!std::isfinite(value)) {
            found.add("finite_number", "Input should be a finite number", from);
            return false;
        }
        if (value != std::floor(value)) {
            found.add("int_from_float", "Input should be a valid integer, got a number with a fractional part", from);
            return false;
        }
        if (!is_integer(value))
            return refuse_size(from, found);
        out = static_cast<std::int64_t>(value);
        return true;
    }
    case boost::json::kind::string:
        switch (read_integer_text(out, from.get_string())) {
        case parsed::good:
            return true;
        case parsed::too_long:
            return refuse_size(from, found);
        case parsed::wrong:
            break;
        }
        found.add("int_parsing", "Input should be a valid integer, unable to parse string as an integer", from);
        return false;
    default:
        found.add("int_type", "Input should be a valid integer", from);
        return false;
    }
}

// As Python's repr: the shortest digits, an exponent beyond 16 of them or below 1e-4.
void codec<double>::write(std::string& out, double const& value)
{
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char text[40];
    auto const size = std::abs(value);
    bool const plain = size == 0 || (size >= 1e-4 && size < 1e16);
    auto const format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    auto const result = std::to_chars(text, text + sizeof text, value, format);
    std::string_view const written{text, static_cast<std::size_t>(result.ptr - text)};
    out += written;
    if (plain && written.find('.') == std::string_view::npos)
        out += ".0";
}

bool codec<double>::read(double& out, boost::json::value const& from, problems& found)
{
    if (from.is_number()) {
        out = from.to_number<double>();
        return true;
    }
    if (auto const* flag = from.if_bool()) {
        out = *flag ? 1 : 0;
        return true;
    }
    if (auto const digits = big_integer(from); !digits.empty()) {
        out = std::strtod(digits.data(), nullptr);
        return true;
    }
    if (auto const* text = from.if_string()) {
        if (read_number_text(out, *text))
            return true;
        found.add("float_parsing", "Input should be a valid number, unable to parse string as a number", from);
        return false;
    }
    found.add("float_type", "Input should be a valid number", from);
    return false;
}

} // namespace praetor::json
