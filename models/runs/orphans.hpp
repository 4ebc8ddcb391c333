// Logs and artifacts whose flow run is gone: neither has a foreign key. Found by walking through the runs that they
// name, a page at a time.
#pragma once

#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace praetor::models {

// A table of which each row may belong to a flow run.
enum class run_record
{
    log,
    artifact
};

struct named_runs
{
    std::vector<uuid> missing; // flow runs that are not there
    std::int64_t count = 0;    // how many are named on this page
    uuid last;                 // the last of them
};

// The next `max_rows` flow runs behind `after` that rows of the table name. Costs a look into an index for each,
// however many rows name it.
task<named_runs> read_named_runs(db::connection& conn, run_record of, uuid after, std::int64_t max_rows);

// Deletes up to `max_rows` rows of these flow runs that nobody else is deleting; gives how many. Those of a run that is
// there go too: ask for runs that are gone.
task<std::int64_t> delete_run_records(db::connection& conn, run_record of, std::vector<uuid> runs,
                                      std::int64_t max_rows);

// Lets up to `max_rows` keys of artifacts whose latest one is gone have the one before it, or forgets those that have
// none; gives how many. No event tells of it.
task<std::int64_t> mend_artifact_collections(db::connection& conn, std::int64_t max_rows);

} // namespace praetor::models
