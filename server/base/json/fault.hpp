// Where and why a text is not JSON, in the words of Python's json module, which the reference repeats to its clients.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace praetor::json {

struct fault
{
    std::size_t position = 0; // in code points
    std::string words;
};

// `text` must not be valid JSON. Slow, for the cold path.
fault find_fault(std::string_view text);

} // namespace praetor::json
