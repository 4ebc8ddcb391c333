// Keys and names of lowercase letters, digits and few other characters (prefect.types.names).
#pragma once

#include <algorithm>
#include <string_view>

namespace praetor::models {

// Whether there is nothing else than a-z, 0-9 and the characters `others`. A line feed at the very end passes, as it
// does for Python's `$`.
inline bool is_slug(std::string_view text, std::string_view others = "-")
{
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    return std::ranges::all_of(text, [others](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
    });
}

} // namespace praetor::models
