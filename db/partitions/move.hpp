// Moving the rows of a table into a partitioned one that takes its name, or back, while servers go on writing: the new
// table is made beside the old, triggers repeat there what is written here, what was there before is copied in
// transactions of some thousand rows, and a moment's lock exchanges the names. What pg_repack and gh-ost do.
//
// PostgreSQL alone. Each step is a function for one transaction; a move that was interrupted goes on at the next batch,
// for the progress is a row of table praetor_partition_progress.
#pragma once

#include <db/partitions/plan.hpp>

#include <server/base/uuid.hpp>

namespace praetor::db::partitions {

enum class shape
{
    partitioned,
    plain
};

// The statements of prepare(), to be read or pasted into psql. `to` is what the table becomes.
std::string preparation_script(plan const& of, shape to);

// Makes the new table and the triggers. Waits two seconds for the writers of this moment: error{errc::unavailable}
// where they take longer. errc::database for a unique index that does not have the time in it, which no partitioned
// table can have.
task<void> prepare(connection& conn, plan of, shape to);

struct move_progress
{
    timestamp last_time; // of the last row that was copied, in the order of time and id
    uuid last_id;
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(move_progress, (), (last_time, last_id, rows))

// How far a move has come; nothing where there is none.
task<std::optional<move_progress>> read_progress(connection& conn, time_table table);

// Copies the next rows, at most `max_rows`. Gives how many there were: 0 where all are copied.
task<std::int64_t> copy_batch(connection& conn, time_table table, std::int64_t max_rows);

struct row_counts
{
    std::int64_t stands = 0; // in the old table
    std::int64_t copied = 0; // in the new one
};
BOOST_DESCRIBE_STRUCT(row_counts, (), (stands, copied))

// Of one moment, so that they must be the same. Reads both tables whole, without a time limit, and gives the planner
// its statistics of the new one.
task<row_counts> count_rows(connection& conn, time_table table);

// The new table takes the name, indexes, owner and rights of the old one, which is dropped. Waits two seconds for
// everybody who uses the table: error{errc::unavailable} where they take longer.
task<void> exchange(connection& conn, time_table table);

// Undoes what prepare() and copy_batch() did; the table is as it was. Waits as exchange() does. Nothing to do where
// there is no move.
task<void> abandon(connection& conn, time_table table);

} // namespace praetor::db::partitions
