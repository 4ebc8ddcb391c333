// JSON that passes through the program unread.
#pragma once

#include <server/base/text/ascii.hpp>

#include <optional>
#include <string>
#include <utility>

namespace praetor::json {

// Valid JSON as text: a column of type json on its way to a reply, or a part of a request on its way to a column.
// Whoever makes one vouches for its validity; nothing checks it again.
struct json_text
{
    std::string text = "null";

    // What the text is, by its first bytes.
    bool is_null() const noexcept { return text == "null"; }
    bool is_number() const noexcept { return !text.empty() && (text[0] == '-' || is_digit(text[0])); }
    friend bool operator==(json_text const&, json_text const&) = default;
};

// A column that may be NULL, as a reply shows it.
inline json_text or_null(std::optional<json_text> column)
{
    return column ? std::move(*column) : json_text{};
}

} // namespace praetor::json

namespace praetor {
using json::json_text;
}
