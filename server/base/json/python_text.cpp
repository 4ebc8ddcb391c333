#include <server/base/json/python_text.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <vector>

namespace praetor::json {
namespace {

void write(std::string& out, boost::json::value const& value, dumps_options how);

void write_unit(std::string& out, unsigned unit)
{
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", unit);
}

// As UTF-16.
void write_code_point(std::string& out, char32_t point)
{
    if (point < 0x10000) {
        write_unit(out, point);
        return;
    }
    write_unit(out, 0xd800 + ((point - 0x10000) >> 10));
    write_unit(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
}

void write_string(std::string& out, std::string_view text, bool ascii)
{
    static constexpr std::string_view special = "\"\\\n\r\t\b\f";
    static constexpr std::string_view letters = "\"\\nrtbf";
    out += '"';
    while (!text.empty()) {
        auto const rest = text;
        auto const point = take_code_point(text);
        auto const c = static_cast<char>(point);
        if (point >= 0x7f && !ascii)
            out += rest.substr(0, rest.size() - text.size());
        else if (point >= 0x80)
            write_code_point(out, point);
        else if (auto const at = special.find(c); at != std::string_view::npos) {
            out += '\\';
            out += letters[at];
        }
        else if (point < 0x20 || point == 0x7f)
            write_unit(out, point);
        else
            out += c;
    }
    out += '"';
}

void write_double(std::string& out, double value)
{
    if (!std::isfinite(value)) {
        out += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        return;
    }
    out += python_text(value);
}

void write(std::string& out, boost::json::array const& array, dumps_options how)
{
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        out += i == 0 ? "" : how.spaces ? ", " : ",";
        write(out, array[i], how);
    }
    out += ']';
}

void write(std::string& out, boost::json::object const& object, dumps_options how)
{
    std::vector<boost::json::key_value_pair const*> members;
    members.reserve(object.size());
    for (auto const& one : object)
        members.push_back(&one);
    if (how.sort_keys)
        std::ranges::sort(members, {}, [](auto const* one) { return std::string_view{one->key()}; });
    out += '{';
    bool first = true;
    for (auto const* one : members) {
        out += std::exchange(first, false) ? "" : how.spaces ? ", " : ",";
        write_string(out, one->key(), how.ensure_ascii);
        out += how.spaces ? ": " : ":";
        write(out, one->value(), how);
    }
    out += '}';
}

void write(std::string& out, boost::json::value const& value, dumps_options how)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        out += "null";
        return;
    case boost::json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        return;
    case boost::json::kind::int64:
        out += std::to_string(value.get_int64());
        return;
    case boost::json::kind::uint64:
        out += std::to_string(value.get_uint64());
        return;
    case boost::json::kind::double_:
        write_double(out, value.get_double());
        return;
    case boost::json::kind::string:
        if (auto const digits = big_integer(value); !digits.empty())
            out += digits;
        else
            write_string(out, value.get_string(), how.ensure_ascii);
        return;
    case boost::json::kind::array:
        write(out, value.get_array(), how);
        return;
    case boost::json::kind::object:
        write(out, value.get_object(), how);
        return;
    }
}

} // namespace

std::string python_text(boost::json::value const& value)
{
    return python_text(value, {.sort_keys = true});
}

std::string python_text(boost::json::value const& value, dumps_options options)
{
    std::string out;
    write(out, value, options);
    return out;
}

// The shortest digits that read back, with an exponent below 1e-4 and from 1e16 on: fmt writes them so.
std::string python_text(double value)
{
    auto text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos)
        text += ".0";
    return text;
}

} // namespace praetor::json
