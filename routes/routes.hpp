// The routes of the server under their prefix, and the checks before them.
#pragma once

#include <routes/scope.hpp>

#include <server/services/services.hpp>

#include <memory>

namespace praetor::cli {

// `app` must outlive the router.
std::unique_ptr<routes::router> make_router(routes::application& app);

} // namespace praetor::cli
