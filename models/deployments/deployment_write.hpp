// Making and changing deployments.
#pragma once

#include <models/deployments/deployment.hpp>
#include <models/deployments/deployment_create.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

struct made_deployment
{
    deployment row;
    bool is_new = false;
};

// Stores a deployment, or changes that of the same flow and name to what is asked: what is not sent stays as it is, but
// for the parameters and the schedules. Runs that its schedules made and that are still to come are deleted. Queues are
// made where they are not there. error{errc::not_found} for a pool or limit that is not there, error{errc::conflict}
// for a block, error{errc::integrity} for a flow, or a slug that two schedules have. The parameters and the job
// variables were looked at before.
task<with_events<made_deployment>> upsert_deployment(db::connection& conn, deployment_create wanted);

// What of a deployment's schedules an update changes. Schedules with slugs are changed and made one by one; else all
// are replaced.
struct schedules_update
{
    struct change
    {
        uuid id;
        deployment_schedule_update to;
        bool is_renamed = false;
    };
    bool replaces_all = false;
    std::vector<change> changed;
    std::vector<deployment_schedule_create> made;
};
// error{errc::unprocessable} where `wanted` can not be told apart from those that are there, or says too little of a
// new one.
schedules_update resolve_schedules(std::vector<deployment_schedule> const& known,
                                   patch<std::vector<deployment_schedule_update>> const& wanted);

// Changes what was sent. False where there is no such deployment. Errors as above, and of resolve_schedules().
task<with_events<bool>> update_deployment(db::connection& conn, uuid id, deployment_update wanted);

} // namespace praetor::models
