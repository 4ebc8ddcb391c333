// The names of members, made when a program compiles.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace praetor::json {

// `,"name":` of a name of Size bytes: what stands before a member's value, with the comma that the first one leaves
// out. A name that needs escapes does not compile.
template <std::size_t Size>
consteval std::array<char, Size + 4> written_name(std::string_view name)
{
    for (auto const one : name)
        if (one < ' ' || one > '~' || one == '"' || one == '\\')
            throw "a name that needs escapes";
    std::array<char, Size + 4> made{',', '"'};
    auto const end = std::ranges::copy(name, made.begin() + 2).out;
    end[0] = '"';
    end[1] = ':';
    return made;
}

} // namespace praetor::json
