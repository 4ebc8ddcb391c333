// Comparing what nobody may find out by the clock.
#pragma once

#include <string_view>

namespace praetor {

// Compares in a time that does not depend on where the texts differ; it may depend on their lengths. Any thread.
bool equal_secrets(std::string_view given, std::string_view expected);

} // namespace praetor
