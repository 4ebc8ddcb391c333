// praetor dashboard …
#pragma once

#include <server/cli/command.hpp>

namespace praetor::cli {

// install: takes what is Prefect's own, dashboards and the lists of its integrations, out of its package.
void add_dashboard_commands(command dashboard);

} // namespace praetor::cli
