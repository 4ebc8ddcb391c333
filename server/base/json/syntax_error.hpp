// Where and why a text is not JSON, in the message of Python's json module, which the reference repeats to its clients.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace praetor::json {

struct syntax_error
{
    std::size_t position = 0; // in code points
    std::string message;
};

// `text` must not be valid JSON. Slow, for the cold path.
syntax_error find_syntax_error(std::string_view text);

} // namespace praetor::json
