// Parameters of a request in which other values may stand: templates, JSON as text, variables.
#pragma once

#include <routes/scope.hpp>

#include <string>

namespace praetor::routes {

// The parameters, a JSON object, with those values filled in; as they are where none stands in them, without a question.
// error{errc::bad_request} in the reference's words where that can not be done. Work and waiting are bounded; to be awaited
// outside of transactions.
task<std::string> hydrate_parameters(scope& rq, std::string parameters);

} // namespace praetor::routes
