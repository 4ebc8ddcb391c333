// Text of somebody who may have sent no UTF-8.
#pragma once

#include <string>

namespace praetor {

// The text with U+FFFD for each of its parts that are no UTF-8, as Python's decoder replaces them. Any thread.
std::string replaced_utf8(std::string text);

} // namespace praetor
