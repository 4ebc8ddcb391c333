// What actions of automations are done with.
#pragma once

#include <server/http/client/client.hpp>
#include <server/services/automations/deployment_runs.hpp>
#include <server/settings/values.hpp>

namespace praetor::services {

struct action_tools
{
    run_tools runs;
    settings::values const& config;
    http::client* outside = nullptr; // whose owner outlives the action
};

} // namespace praetor::services
