// Deferred task runs between the database, where they wait in state SCHEDULED, and the task workers that they are given
// to. A run that was given to a worker is claimed in table praetor_task_claim, so that no other gets it, on whichever
// server.
#pragma once

#include <models/task_runs/task_run.hpp>

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct deferred_run
{
    uuid id;
    std::string task_key;
};
BOOST_DESCRIBE_STRUCT(deferred_run, (), (id, task_key))

// The deferred runs of these keys that nobody has at `when`: those scheduled first, at most `max_rows`.
task<std::vector<deferred_run>> read_unclaimed_runs(db::connection& conn, std::vector<std::string> keys, timestamp when,
                                                    std::int64_t max_rows);

// A claim is of a connection, and good until it expires: its server renews it while the connection is there. Of one
// schedule: a run that is scheduled anew is free again.
struct task_claim
{
    uuid connection;
    std::string worker; // who it is, whichever the connection
    timestamp expires{};
    std::optional<uuid> inherited; // a connection that had the run, and did not acknowledge it
};

// Claims the run and gives it; nothing where it is not to be done any more, or somebody else has it.
task<std::optional<task_run>> claim_task_run(db::connection& conn, uuid id, task_claim by);

// Gives the run back, if this connection still has it.
task<void> release_task_run(db::connection& conn, uuid id, uuid connection);

// The claims of these connections expire at `expires`; those of runs that have gone on, or are gone, end.
task<void> renew_task_claims(db::connection& conn, std::vector<uuid> connections, timestamp expires);

// What a worker had under an earlier connection, and has not lost by now, stays its own until `expires`.
task<void> keep_claims_of_worker(db::connection& conn, std::string worker, timestamp expires);

} // namespace praetor::models
