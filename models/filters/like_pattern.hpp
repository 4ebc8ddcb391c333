// Text that LIKE takes as it is.
#pragma once

#include <string>
#include <string_view>

namespace praetor::models::filters {

// `text` as part of an operand of LIKE with ESCAPE '\': percent signs and underscores stand for themselves.
std::string escaped_for_like(std::string_view text);

} // namespace praetor::models::filters
