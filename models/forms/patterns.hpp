// Regular expressions as schemas have them, over code points.
#pragma once

#include <optional>
#include <string_view>

namespace praetor::models::schemas {

// Whether `pattern` matches anywhere in `text`; nothing where it is no regular expression. One that would take too long
// does not match.
std::optional<bool> search(std::string_view pattern, std::string_view text);

bool is_pattern(std::string_view text);

} // namespace praetor::models::schemas
