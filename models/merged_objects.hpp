// Two JSON objects as one.
#pragma once

#include <string>
#include <string_view>

namespace praetor::models {

// The members of both; `over` wins where both have one, at the place that it has in `under`. "null" has none. `over`
// alone where one of them is something else.
std::string merged_objects(std::string_view under, std::string_view over);

} // namespace praetor::models
