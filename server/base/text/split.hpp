// Lists in a line of text: words between commas, parameters between semicolons.
#pragma once

#include <algorithm>
#include <string_view>

namespace praetor {

// Without the blanks and tabs at both ends.
constexpr std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

// Takes the next item off the front of `rest`, and the mark behind it; trimmed, and empty where nothing stands there.
// A list is read while `rest` is not empty.
constexpr std::string_view next_item(std::string_view& rest, char mark)
{
    auto const end = std::min(rest.find(mark), rest.size());
    auto const item = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return item;
}

} // namespace praetor
