// The formats that the reference's installation checks.
#pragma once

#include <string_view>

namespace praetor::models::schemas {

// True for formats that nobody checks.
bool has_format(std::string_view text, std::string_view format);

} // namespace praetor::models::schemas
