// Parameters held against the schema that a deployment has of them.
#pragma once

#include <optional>
#include <string>

namespace praetor::models {

enum class required_fields
{
    checked,
    ignored // what is missing may come later
};

// Why parameters do not fit, in the words of refusals ("Validation failed for field 'x'. …"); nothing where they do. error{errc::unprocessable} for a schema that is none or refers to itself without end. Takes up to two
// seconds of processor time, as whoever wrote the schema likes: it belongs on a thread_pool.
std::optional<std::string> parameter_problem(std::string schema, std::string parameters,
                                             required_fields required = required_fields::checked);

} // namespace praetor::models
