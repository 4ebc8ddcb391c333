// The beginning of a text, taken off word by word: URLs that a service is known by.
#pragma once

#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <string_view>

namespace praetor::outgoing {

// Whether `rest` began with `word`, in lower case, whatever its own; it is gone then.
inline bool take_word(std::string_view& rest, std::string_view word)
{
    if (lower_case(rest.substr(0, word.size())) != word)
        return false;
    rest.remove_prefix(word.size());
    return true;
}

// The letters, digits and characters of `others` that `rest` begins with; they are gone then.
inline std::string_view take_letters(std::string_view& rest, std::string_view others = {})
{
    auto const end = std::ranges::find_if_not(rest, [&](char c) {
        return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'z') ||
               others.find(c) != std::string_view::npos;
    });
    auto const taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(taken.size());
    return taken;
}

} // namespace praetor::outgoing
