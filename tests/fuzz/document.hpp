// JSON as the HTTP front takes it.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string_view>

namespace praetor::fuzz {

// Nothing where `text` is no JSON; then the fault has been looked for too.
std::optional<boost::json::value> parse_document(std::string_view text);

} // namespace praetor::fuzz
