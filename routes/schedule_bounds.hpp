// What the settings say about schedules that clients send.
#pragma once

#include <routes/scope.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/json/problems.hpp>

#include <optional>

namespace praetor::routes {

// Adds a problem, at the place that `found` stands at, where a schedule asks for more runs than
// PREFECT_SERVER_DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS.
void check_max_scheduled_runs(scope const& rq, std::optional<positive> const& wanted, json::problems& found);

// Throws json::invalid_request, with the request's body, where there are problems.
void refuse_problems(scope const& rq, json::problems const& found);

} // namespace praetor::routes
