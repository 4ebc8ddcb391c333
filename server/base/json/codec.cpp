#include <server/base/json/codec.hpp>
#include <server/base/json/codec_impl.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace praetor::json {
namespace {

// What pydantic's lax mode takes for a number in a string: surrounding blanks and underscores aside.
std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

bool read_integer_text(std::int64_t& out, std::string_view text)
{
    text = trimmed(text);
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    // "3.0" is an int to pydantic, "3.5" is not.
    if (auto const dot = text.find('.'); dot != std::string_view::npos) {
        if (dot == 0 || text.find_first_not_of('0', dot + 1) != std::string_view::npos)
            return false;
        text = text.substr(0, dot);
    }
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    return ec == std::errc{} && end == text.data() + text.size() && !text.empty();
}

} // namespace

void write_string(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        default:
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 0x0f];
        }
    }
    out.append(text.substr(plain));
    out += '"';
}

namespace {

void write_double(std::string& out, double value)
{
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char text[32];
    auto const result = std::to_chars(text, text + sizeof text, value);
    std::string_view const written{text, static_cast<std::size_t>(result.ptr - text)};
    out += written;
    if (written.find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

// Boost.JSON writes 1E0 for 1.0; Python's readers of our columns and replies expect 1.0.
void serialize_into(std::string& out, boost::json::value const& value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        out += "null";
        return;
    case boost::json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        return;
    case boost::json::kind::int64:
        fmt::format_to(std::back_inserter(out), "{}", value.get_int64());
        return;
    case boost::json::kind::uint64:
        fmt::format_to(std::back_inserter(out), "{}", value.get_uint64());
        return;
    case boost::json::kind::double_:
        write_double(out, value.get_double());
        return;
    case boost::json::kind::string:
        write_string(out, value.get_string());
        return;
    case boost::json::kind::array: {
        char open = '[';
        for (auto const& element : value.get_array()) {
            out += open;
            open = ',';
            serialize_into(out, element);
        }
        out += open == '[' ? "[]" : "]";
        return;
    }
    case boost::json::kind::object: {
        char open = '{';
        for (auto const& member : value.get_object()) {
            out += open;
            open = ',';
            write_string(out, member.key());
            out += ':';
            serialize_into(out, member.value());
        }
        out += open == '{' ? "{}" : "}";
        return;
    }
    }
}

} // namespace

std::string serialize(boost::json::value const& value)
{
    std::string out;
    serialize_into(out, value);
    return out;
}

void refuse_list(boost::json::value const& from, problems& found)
{
    found.add("list_type", "Input should be a valid list", from);
}

void refuse_object(boost::json::value const& from, problems& found)
{
    found.add("dict_type", "Input should be a valid dictionary", from);
}

void refuse_model(boost::json::value const& from, problems& found)
{
    found.add("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", from);
}

void refuse_missing(boost::json::value const& parent, problems& found)
{
    found.add("missing", "Field required", parent);
}

void refuse_extra(boost::json::value const& from, problems& found)
{
    found.add("extra_forbidden", "Extra inputs are not permitted", from);
}

void refuse_enum(std::vector<std::string_view> const& names, boost::json::value const& from, problems& found)
{
    std::string expected;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i != 0)
            expected += i + 1 == names.size() ? " or " : ", ";
        expected += fmt::format("'{}'", names[i]);
    }
    std::string ctx = R"({"expected":)";
    write_string(ctx, expected);
    ctx += '}';
    found.add("enum", "Input should be " + expected, from, std::move(ctx));
}

void codec<bool>::write(std::string& out, bool const& value)
{
    out += value ? "true" : "false";
}

bool codec<bool>::read(bool& out, boost::json::value const& from, problems& found)
{
    if (auto const* value = from.if_bool()) {
        out = *value;
        return true;
    }
    if (auto const* text = from.if_string()) {
        std::string lower{*text};
        for (auto& c : lower)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        for (auto const* word : {"true", "t", "yes", "y", "on", "1"})
            if (lower == word)
                return out = true;
        for (auto const* word : {"false", "f", "no", "n", "off", "0"})
            if (lower == word) {
                out = false;
                return true;
            }
        found.add("bool_parsing", "Input should be a valid boolean, unable to interpret input", from);
        return false;
    }
    if (from.is_number()) {
        auto const number = from.to_number<double>();
        if (number == 0 || number == 1) {
            out = number == 1;
            return true;
        }
        found.add("bool_parsing", "Input should be a valid boolean, unable to interpret input", from);
        return false;
    }
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
    switch (from.kind()) {
    case boost::json::kind::int64:
        out = from.get_int64();
        return true;
    case boost::json::kind::uint64:
        out = INT64_MAX;
        return true;
    case boost::json::kind::bool_:
        out = from.get_bool() ? 1 : 0;
        return true;
    case boost::json::kind::double_: {
        double const value = from.get_double();
        if (value == std::floor(value) && std::abs(value) < 9.2e18) {
            out = static_cast<std::int64_t>(value);
            return true;
        }
        found.add("int_from_float", "Input should be a valid integer, got a number with a fractional part", from);
        return false;
    }
    case boost::json::kind::string:
        if (read_integer_text(out, from.get_string()))
            return true;
        found.add("int_parsing", "Input should be a valid integer, unable to parse string as an integer", from);
        return false;
    default:
        found.add("int_type", "Input should be a valid integer", from);
        return false;
    }
}

void codec<double>::write(std::string& out, double const& value)
{
    write_double(out, value);
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
    if (auto const* text = from.if_string()) {
        auto const digits = trimmed(*text);
        auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        if (ec == std::errc{} && !digits.empty() && end == digits.data() + digits.size())
            return true;
        found.add("float_parsing", "Input should be a valid number, unable to parse string as a number", from);
        return false;
    }
    found.add("float_type", "Input should be a valid number", from);
    return false;
}

void codec<std::string>::write(std::string& out, std::string const& value)
{
    write_string(out, value);
}

bool codec<std::string>::read(std::string& out, boost::json::value const& from, problems& found)
{
    if (auto const* text = from.if_string()) {
        out.assign(text->data(), text->size());
        return true;
    }
    found.add("string_type", "Input should be a valid string", from);
    return false;
}

void codec<json_text>::write(std::string& out, json_text const& value)
{
    out += value.text;
}

bool codec<json_text>::read(json_text& out, boost::json::value const& from, problems&)
{
    out.text.clear();
    serialize_into(out.text, from);
    return true;
}

void codec<json_object>::write(std::string& out, json_object const& value)
{
    out += value.text;
}

bool codec<json_object>::read(json_object& out, boost::json::value const& from, problems& found)
{
    if (!from.is_object()) {
        refuse_object(from, found);
        return false;
    }
    out.text.clear();
    serialize_into(out.text, from);
    return true;
}

} // namespace praetor::json
