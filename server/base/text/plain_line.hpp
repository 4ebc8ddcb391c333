// Text from outside as part of one line of a log or a terminal.
#pragma once

#include <string>
#include <string_view>

namespace praetor {

// The same text where every character can be seen. What would begin a line of its own, move a cursor, colour a terminal
// or turn the direction of writing is written as Python writes it: "\n", "\x1b", "\u202e"; so are bytes that are no
// UTF-8. Any thread.
std::string plain_line(std::string_view text);

} // namespace praetor
