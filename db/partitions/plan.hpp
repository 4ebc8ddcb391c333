// What partitioning a table would do: asked for before anything is changed.
#pragma once

#include <db/partitions/partitioned_table.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::db::partitions {

// More make every statement without a time slow, and lock more than max_locks_per_transaction foresees.
inline constexpr std::size_t max_partitions = 128;
// How many periods after the present one have their partition already.
inline constexpr int coming_periods = 3;

struct plan
{
    time_table table;
    bool is_partitioned = false;
    std::optional<period> partitioned_by; // where it is
    bool is_moving = false;               // its rows are being moved (move.hpp)
    std::int64_t moved_rows = 0;
    std::int64_t rows = 0;  // estimated, as VACUUM and ANALYZE last saw it
    std::int64_t bytes = 0; // with indexes
    std::optional<timestamp> oldest, newest;
    period by = period::day;        // what was asked for, or fits what is there
    std::vector<timestamp> starts;  // of the periods that get one, where none is there yet
    std::int64_t locks_at_most = 0; // objects that one statement without a time locks
    std::int64_t locks_for_all = 0; // that fit into the server's table of locks
};

// Reads, no more. `by` chooses the period; without it the shortest that gives some thirty partitions at most. Errors:
// errc::bad_setting for a table that is not there, errc::conflict where there would be more than max_partitions.
// PostgreSQL alone.
task<plan> make_plan(connection& conn, time_table table, std::optional<period> by);

} // namespace praetor::db::partitions
