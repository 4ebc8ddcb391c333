// Lists of words with commas between them.
#pragma once

#include <string_view>
#include <vector>

namespace praetor {

// The words, blanks and tabs around each gone, none of them empty: of a header such as Sec-WebSocket-Protocol, a setting,
// a list of hosts. The words are parts of `text`.
inline std::vector<std::string_view> comma_list(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    std::vector<std::string_view> words;
    while (!text.empty()) {
        auto const comma = text.find(',');
        auto word = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        auto const first = word.find_first_not_of(blanks);
        if (first == std::string_view::npos)
            continue;
        word.remove_prefix(first);
        words.push_back(word.substr(0, word.find_last_not_of(blanks) + 1));
    }
    return words;
}

} // namespace praetor
