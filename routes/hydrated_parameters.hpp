// Parameters of a request in which other values may stand: templates, JSON as text, variables.
#pragma once

#include <routes/scope.hpp>

#include <models/forms/hydration_message.hpp>

#include <string>
#include <vector>

namespace praetor::routes {

// The parameters, a JSON object, with those values filled in; as they are where none stands in them, without a
// question. error{errc::bad_request} in the reference's words where that can not be done. Work and waiting are bounded;
// to be awaited outside of transactions.
task<std::string> hydrate_parameters(scope& rq, std::string parameters);

// The same with variables that were read already; always asks.
task<std::string> hydrate_parameters(scope& rq, std::string parameters,
                                     std::vector<models::workspace_variable> variables);

} // namespace praetor::routes
