// Giving back the space of rows that are gone, and new statistics for the planner.
#pragma once

#include <db/bulk/session.hpp>

namespace praetor::db::bulk {

struct vacuumed
{
    std::int64_t before = 0; // bytes of the tables with their indexes; SQLite: of the file and its log
    std::int64_t after = 0;
    bool log_is_empty = true; // SQLite: false where somebody was still reading it
};

// PostgreSQL: VACUUM (ANALYZE) of each declared table, beside which others go on reading and writing; space is kept for
// new rows rather than given back to the disk. SQLite: VACUUM, ANALYZE and a checkpoint that empties the log; writers
// wait, and for a moment the disk holds a second copy.
vacuumed vacuum(session& of, std::function<void(std::string_view what)> const& progress);

} // namespace praetor::db::bulk
