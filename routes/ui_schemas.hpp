#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /ui/schemas: what only the dashboard asks.
void add_ui_schemas(router& r);

} // namespace praetor::routes
