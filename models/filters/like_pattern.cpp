#include <models/filters/like_pattern.hpp>

namespace praetor::models::filters {

std::string escaped_for_like(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        if (c == '\\' || c == '%' || c == '_')
            out += '\\';
        out += c;
    }
    return out;
}

} // namespace praetor::models::filters
