// Runs of a deployment that wait for their time, and are to go since the deployment or its schedules changed.
#pragma once

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

enum class scheduled_runs
{
    all,           // those that somebody asked for, too
    automatic,     // that a schedule made
    automatic_next // the same, as far as their time is still to come
};

// Enqueues the deletion. Runs that began once, or wait for a slot, stay.
void enqueue_deletion_of_runs(db::connection& conn, std::vector<uuid> const& deployment_ids, scheduled_runs which);

} // namespace praetor::models
