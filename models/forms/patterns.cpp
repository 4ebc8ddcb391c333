#include <models/forms/patterns.hpp>

#include <boost/regex.hpp>

#include <stdexcept>
#include <string>

namespace praetor::models::schemas {
namespace {

// UTF-8 to code points; what is no UTF-8 is taken byte by byte.
std::wstring code_points(std::string_view text)
{
    std::wstring out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 1;
        if (i + size > text.size() || size == 1) {
            out += static_cast<wchar_t>(lead);
            ++i;
            continue;
        }
        auto point = static_cast<unsigned>(lead) & (0x7fU >> size);
        for (std::size_t k = 1; k < size; ++k)
            point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        out += static_cast<wchar_t>(point);
        i += size;
    }
    return out;
}

std::optional<boost::wregex> compiled(std::string_view pattern)
{
    try {
        return boost::wregex{code_points(pattern), boost::regex::perl};
    }
    catch (boost::regex_error const&) {
        return std::nullopt;
    }
}

} // namespace

std::optional<bool> search(std::string_view pattern, std::string_view text)
{
    auto const expression = compiled(pattern);
    if (!expression)
        return std::nullopt;
    try {
        auto const subject = code_points(text);
        return boost::regex_search(subject, *expression);
    }
    catch (std::runtime_error const&) { // more steps than Boost.Regex allows
        return false;
    }
}

bool is_pattern(std::string_view text)
{
    return compiled(text).has_value();
}

} // namespace praetor::models::schemas
