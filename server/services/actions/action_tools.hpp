// What actions of automations are done with.
#pragma once

#include <server/services/actions/deployment_runs.hpp>
#include <server/settings/values.hpp>

namespace praetor::services {

struct action_tools
{
    run_tools runs;
    settings::values const& config;
};

} // namespace praetor::services
