// Why a value is refused for its schema, in one sentence.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace praetor::models::schemas {

// "Validation failed for field 'x'. Failure reason: …": the problem that tells most, as the reference says it to
// clients; nothing where the value fits. "format" is no condition here, as in the reference, whose forms alone check
// it. `schema` is one (schema_problem()), and preprocessed where it is to be. Throws endless (validator.hpp).
std::optional<std::string> misfit(boost::json::value const& schema, boost::json::value const& value);

} // namespace praetor::models::schemas
