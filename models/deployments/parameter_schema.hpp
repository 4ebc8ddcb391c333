// Parameters held against the schema that a deployment has of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// What is said where parameters are to be held against a schema and the deployment has none.
inline constexpr std::string_view lacks_parameter_schema =
    "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the "
    "deployment does not have a valid parameter schema.";

enum class required_fields
{
    checked,
    ignored // what is missing may come later
};

// Why parameters do not fit, in the words of refusals ("Validation failed for field 'x'. …"); nothing where they do.
// error{errc::unprocessable} for a schema that is none or refers to itself without end. Takes up to two seconds of
// processor time, as whoever wrote the schema likes: it belongs on a thread_pool.
std::optional<std::string> parameter_problem(std::string schema, std::string parameters,
                                             required_fields required = required_fields::checked);

} // namespace praetor::models
