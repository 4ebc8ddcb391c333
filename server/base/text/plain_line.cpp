#include <server/base/text/plain_line.hpp>

#include <server/base/text/utf8.hpp>

#include <fmt/format.h>

#include <iterator>

namespace praetor {
namespace {

// Ends of lines beside "\n" (Unicode, 5.8), and what orders letters anew (UAX #9).
bool is_unseen(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void append_escaped(std::string& out, char32_t c)
{
    auto const code = static_cast<unsigned>(c);
    if (c == '\n')
        out += "\\n";
    else if (c == '\r')
        out += "\\r";
    else if (c == '\t')
        out += "\\t";
    else if (c < 0x100)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", code);
    else
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
}

} // namespace

std::string plain_line(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        auto rest = text;
        auto const c = take_code_point(rest);
        auto const bytes = text.substr(0, text.size() - rest.size());
        bool const is_text = is_utf8(bytes);
        if (!is_text)
            append_escaped(out, static_cast<unsigned char>(bytes[0]));
        else if (is_unseen(c))
            append_escaped(out, c);
        else
            out += bytes;
        text.remove_prefix(is_text ? bytes.size() : 1);
    }
    return out;
}

} // namespace praetor
