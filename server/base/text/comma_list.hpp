// Lists of words with commas between them.
#pragma once

#include <server/base/text/split.hpp>

#include <string_view>
#include <vector>

namespace praetor {

// The words, blanks and tabs around each gone, none of them empty: of a setting, or a header. They are parts of `text`.
inline std::vector<std::string_view> comma_list(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty())
        if (auto const word = next_item(text, ','); !word.empty())
            words.push_back(word);
    return words;
}

} // namespace praetor
