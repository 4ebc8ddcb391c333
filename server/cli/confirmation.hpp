// The question before something is lost.
#pragma once

#include <string_view>

namespace praetor::cli {

// Prints `warning`, which ends its own lines, and `question` to stderr and reads the answer of the person at the
// terminal. Nobody there is a no, and --yes is named.
bool confirmed(std::string_view warning, std::string_view question);

} // namespace praetor::cli
