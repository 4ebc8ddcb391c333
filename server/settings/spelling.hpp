// Which name was probably meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::settings {

// The one of `known` that is nearest to `name`, if at most `max_changes` letters have to be changed, added or left out;
// else empty.
std::string_view nearest_name(std::string_view name, std::vector<std::string> const& known, std::size_t max_changes);

} // namespace praetor::settings
