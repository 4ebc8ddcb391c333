// Protection against cross-site request forgery, where PREFECT_SERVER_CSRF_PROTECTION_ENABLED asks for it.
#pragma once

#include <routes/scope.hpp>

#include <server/http/response.hpp>

#include <optional>

namespace praetor::routes {

// Refuses a request whose headers Prefect-Csrf-Token and Prefect-Csrf-Client do not hold a valid token of that client.
task<std::optional<http::response>> check_csrf_token(scope& rq);

} // namespace praetor::routes
