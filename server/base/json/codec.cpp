#include <server/base/json/codec.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace praetor::json {
namespace {

bool is_plain(char one)
{
    return static_cast<unsigned char>(one) >= 0x20 && one != '"' && one != '\\';
}

// Eight bytes at once, each with its highest bit for an answer: a subtraction borrows from that of a byte below its
// subtrahend (Warren, Hacker's Delight, 6-1).
bool are_plain(char const* eight)
{
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t highest = 0x80 * each;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, sizeof bytes);
    auto const below = [](std::uint64_t of, std::uint64_t limit) { return (of - limit * each) & ~of; };
    auto const found = below(bytes, 0x20) | below(bytes ^ ('"' * each), 1) | below(bytes ^ ('\\' * each), 1);
    return (found & highest) == 0;
}

// How many bytes at its beginning are written as they are.
std::size_t plain_length(std::string_view text)
{
    std::size_t length = 0;
    while (text.size() - length >= 8 && are_plain(text.data() + length))
        length += 8;
    while (length < text.size() && is_plain(text[length]))
        ++length;
    return length;
}

void write_escaped(std::string& out, char one)
{
    static constexpr char digits[] = "0123456789abcdef";
    auto const code = static_cast<unsigned char>(one);
    switch (one) {
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
        out += digits[code >> 4];
        out += digits[code & 0x0f];
    }
}

} // namespace

void write_string(std::string& out, std::string_view text)
{
    auto plain = plain_length(text);
    if (plain == text.size()) { // nearly always: room for all is made once
        auto const at = out.size();
        out.append(text.size() + 2, '"');
        text.copy(out.data() + at + 1, text.size());
        return;
    }
    out += '"';
    while (plain != text.size()) {
        out.append(text.substr(0, plain));
        write_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
        plain = plain_length(text);
    }
    out.append(text);
    out += '"';
}

namespace {

constexpr auto whole = std::string::npos - 1; // as much as there is

// Boost.JSON writes 1E0 for 1.0; Python's readers of our columns and replies expect 1.0. Ends where `out` is longer
// than `max_size` bytes, with a little more than that.
void serialize_into(std::string& out, boost::json::value const& value, std::size_t max_size)
{
    if (out.size() > max_size)
        return;
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
        codec<double>::write(out, value.get_double());
        return;
    case boost::json::kind::string:
        if (is_big_integer(value.get_string()))
            out += big_integer(value).substr(0, max_size - out.size() + 1);
        else
            write_string(out, std::string_view{value.get_string()}.substr(0, max_size - out.size() + 1));
        return;
    case boost::json::kind::array: {
        char open = '[';
        for (auto const& element : value.get_array()) {
            if (out.size() > max_size)
                return;
            out += open;
            open = ',';
            serialize_into(out, element, max_size);
        }
        out += open == '[' ? "[]" : "]";
        return;
    }
    case boost::json::kind::object: {
        char open = '{';
        for (auto const& member : value.get_object()) {
            if (out.size() > max_size)
                return;
            out += open;
            open = ',';
            write_string(out, std::string_view{member.key()}.substr(0, max_size - out.size() + 1));
            out += ':';
            serialize_into(out, member.value(), max_size);
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
    serialize_into(out, value, whole);
    return out;
}

std::string serialize_briefly(boost::json::value const& value, std::size_t max_size)
{
    constexpr std::size_t beginning = 1'000; // bytes of what is told briefly
    max_size = std::max(max_size, beginning);
    std::string all;
    serialize_into(all, value, max_size);
    if (all.size() <= max_size)
        return all;
    std::string_view begins{all};
    begins = begins.substr(0, beginning);
    while (!begins.empty() && !is_utf8(begins))
        begins.remove_suffix(1);
    std::string out;
    write_string(out, std::string{begins} + "…");
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

void refuse_enum(std::vector<std::string_view> const& names, boost::json::value const& from, bool is_literal,
                 problems& found)
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
    found.add(is_literal ? "literal_error" : "enum", "Input should be " + expected, from, std::move(ctx));
}

void codec<std::string>::write(std::string& out, std::string const& value)
{
    write_string(out, value);
}

bool codec<std::string>::read(std::string& out, boost::json::value const& from, problems& found)
{
    if (auto const* text = if_text(from)) {
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
    serialize_into(out.text, from, whole);
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
    serialize_into(out.text, from, whole);
    return true;
}

} // namespace praetor::json
