// Schedules that are to be looked at, and the runs that were made of them.
#pragma once

#include <models/deployments/schedule_plan.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace praetor::models {

// A schedule and its deployment as of their last changes.
struct schedule_version
{
    uuid id;
    timestamp updated{};
    timestamp deployment_updated{};

    friend bool operator==(schedule_version const&, schedule_version const&) = default;
};
BOOST_DESCRIBE_STRUCT(schedule_version, (), (id, updated, deployment_updated))

schedule_version version_of(active_schedule const& of);

// When a schedule asks for more runs, as far as its stored runs tell.
struct schedule_horizon : schedule_version
{
    std::optional<timestamp> least;    // when fewer than the least number of runs will be left; nothing: they are now
    std::optional<timestamp> farthest; // of its runs
};
BOOST_DESCRIBE_STRUCT(schedule_horizon, (schedule_version), (least, farthest))

// The active schedules of a deployment, paused or not; of none where it is not there.
task<std::vector<active_schedule>> read_schedules_to_plan(db::connection& conn, uuid deployment_id);

// What follows is about active schedules whose deployments are not paused.

// Those of these ids.
task<std::vector<active_schedule>> read_active_schedules(db::connection& conn, std::vector<uuid> ids);
// Those that changed, or whose deployment did, since a time.
task<std::vector<schedule_version>> read_changed_schedules(db::connection& conn, timestamp since);
// Of the first `max_rows` after `cursor`, in the order of their ids; or of those of these ids. Two look-ups in an index
// for each.
task<std::vector<schedule_horizon>> read_all_horizons(db::connection& conn, timestamp when, std::int64_t least_runs,
                                                      uuid cursor, std::int64_t max_rows);
task<std::vector<schedule_horizon>> read_horizons(db::connection& conn, timestamp when, std::int64_t least_runs,
                                                  std::vector<uuid> ids);

enum class schedule_claim
{
    skip_held, // leaves out what somebody else is about to do or change, and what is paused or off by now
    wait       // for whoever holds them
};

struct stored_plans
{
    std::vector<uuid> claimed; // schedules that were still as they were planned; of the others nothing is stored
    std::int64_t runs = 0;     // that were made; those that were there already stay as they are
};

// Locks the schedules and their deployments until the transaction ends, and stores the runs of those that did not
// change since they were read, all in one statement.
task<stored_plans> store_planned_runs(db::connection& conn, std::vector<planned_schedule> plans, schedule_claim claim);

} // namespace praetor::models
