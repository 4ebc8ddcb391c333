// How names of events are looked for by triggers. The reference asks twice, in two ways that differ.
#pragma once

#include <string_view>

namespace praetor::models {

// Whether a name begins with what `pattern` says, where each "*" is one character or more of a line and all else is
// what it is.
bool begins_with_pattern(std::string_view pattern, std::string_view name);

} // namespace praetor::models
