// Values held against a JSON Schema that a client gave.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// Why `value` does not fit `schema`, both JSON texts: in the words of a refusal; nothing where it fits.
std::optional<std::string> schema_fault(std::string_view schema, std::string_view value);

} // namespace praetor::models
