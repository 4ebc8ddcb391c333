#include <server/base/text/replaced_utf8.hpp>

#include <server/base/text/utf8.hpp>

#include <string_view>

namespace praetor {
namespace {

constexpr std::size_t max_length = 4; // bytes of a code point

// Bytes at the front that are UTF-8, 0 where it does not begin with a code point.
std::size_t well_formed(std::string_view text)
{
    for (std::size_t length = 1; length <= max_length && length <= text.size(); ++length)
        if (is_utf8(text.substr(0, length)))
            return length;
    return 0;
}

// Whether more bytes could make a code point of these. The second is within other bounds for some that begin one, and
// each of them takes the lowest or the highest.
bool begins_code_point(std::string_view bytes)
{
    for (std::size_t missing = 1; bytes.size() + missing <= max_length; ++missing)
        for (char const next : {'\x80', '\xbf'})
            if (is_utf8(std::string{bytes} + std::string(missing, next)))
                return true;
    return false;
}

// Bytes at the front that one U+FFFD stands for: those that begin a code point which ends too early, else the first.
std::size_t ill_formed(std::string_view text)
{
    std::size_t length = 1;
    while (length < max_length && length < text.size() && begins_code_point(text.substr(0, length + 1)))
        ++length;
    return length;
}

} // namespace

std::string replaced_utf8(std::string text)
{
    if (is_utf8(text))
        return text;
    std::string made;
    for (std::string_view rest{text}; !rest.empty();) {
        auto length = well_formed(rest);
        if (length != 0) {
            made += rest.substr(0, length);
        }
        else {
            made += "\xef\xbf\xbd";
            length = ill_formed(rest);
        }
        rest.remove_prefix(length);
    }
    return made;
}

} // namespace praetor
