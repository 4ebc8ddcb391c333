#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /ui/flows: what only the dashboard asks.
void add_ui_flows(router& r);

} // namespace praetor::routes
