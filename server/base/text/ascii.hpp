// Characters of ASCII, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace praetor {

// 0 to 9.
constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Only A to Z change: bytes of UTF-8 stay as they are.
constexpr char lower_case(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Each of its bytes.
inline std::string lower_case(std::string_view text)
{
    std::string lower{text};
    for (auto& c : lower)
        c = lower_case(c);
    return lower;
}

} // namespace praetor
