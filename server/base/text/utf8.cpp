#include <server/base/text/utf8.hpp>

#include <algorithm>

namespace praetor {
namespace {

constexpr std::size_t no_lead = 0;

// Bytes of the code point that this one begins.
constexpr std::size_t length_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xc2 ? no_lead : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : no_lead;
}

} // namespace

// Unicode 15, table 3-7.
bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        auto const length = length_of(lead);
        if (length == no_lead || i + length > text.size())
            return false;
        for (std::size_t k = 1; k < length; ++k)
            if (!continues_code_point(text[i + k]))
                return false;
        auto const second = length == 1 ? 0x80 : static_cast<unsigned char>(text[i + 1]);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second >= 0x90))
            return false;
        i += length;
    }
    return true;
}

std::size_t code_points(std::string_view text)
{
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_code_point));
}

std::string_view first_code_points(std::string_view text, std::size_t count)
{
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!continues_code_point(text[i]) && count-- == 0)
            return text.substr(0, i);
    return text;
}

char32_t take_code_point(std::string_view& rest)
{
    auto const lead = static_cast<unsigned char>(rest.front());
    auto const length = length_of(lead);
    if (length <= 1 || length > rest.size()) {
        rest.remove_prefix(1);
        return lead;
    }
    char32_t point = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i)
        point = point << 6 | (static_cast<unsigned char>(rest[i]) & 0x3fU);
    rest.remove_prefix(length);
    return point;
}

} // namespace praetor
