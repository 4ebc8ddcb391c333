// A whole database into another one, of either dialect.
#pragma once

#include <db/bulk/session.hpp>

#include <string_view>

namespace praetor::db::bulk {

struct copied_table
{
    std::string_view name;
    std::int64_t read = 0;    // rows in the source
    std::int64_t written = 0; // rows in the target
};

// Copies every declared table, all of one moment of `from`, in one transaction of `to`. Both stand at their dialect's
// head, every table of `to` is empty. Errors: errc::conflict where one is not, errc::database where the numbers of rows
// differ afterwards; then, and after any other error, `to` is as it was. `progress` hears of rows, and of what is done
// after them.
std::vector<copied_table> copy_tables(session& from, session& to, report_progress const& progress);

} // namespace praetor::db::bulk
