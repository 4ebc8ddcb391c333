// The schema of schemas: JSON Schema, draft 2020-12.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace praetor::models::schemas {

// The first reason why a value is no schema; nothing where it is one.
std::optional<std::string> schema_problem(boost::json::value const& schema);

} // namespace praetor::models::schemas
