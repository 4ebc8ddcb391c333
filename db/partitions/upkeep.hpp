// What partitioned tables need as time goes on: partitions for what comes, and none for what is over. Nothing to do,
// and nothing changed, where a table is not partitioned.
#pragma once

#include <db/database.hpp>
#include <db/partitions/partitioned_table.hpp>

#include <cstdint>

namespace praetor::db::partitions {

// Makes those of the period of `when` and of the next ones (coming_periods) that are not there; rows of theirs that the
// default partition has taken meanwhile move over. Gives how many were made, all or none. One server at a time: others
// wait, as they do for a migration. error{errc::unavailable} where others hold the default partition for more than two
// seconds.
task<std::int64_t> add_coming(database& store, time_table table, timestamp when);

// Drops each partition that ends at or before `before`, one transaction each. Gives how many. Throws as add_coming(),
// where others use the table for longer than two seconds; those dropped before stay so.
task<std::int64_t> drop_before(database& store, time_table table, timestamp before);

// The same for those that have no rows.
task<std::int64_t> drop_empty_before(database& store, time_table table, timestamp before);

// The moment before which drop_before(…, `before`) leaves rows in no partition but the default one; `before` itself
// where the table is not partitioned.
task<timestamp> dropped_until(connection& conn, time_table table, timestamp before);

} // namespace praetor::db::partitions
