// Subqueries that look up what belongs to each row of the query around them.
#pragma once

#include <db/dialect.hpp>

#include <string>
#include <string_view>

namespace praetor::db::query {

// The condition that ties them together, such as "task_run.flow_run_id = flow_run.id". SQLite, which does not know how
// many rows belong to one, would as well read all rows of some state for each row outside; so it is told.
inline std::string belongs(dialect kind, std::string_view condition)
{
    if (kind == dialect::postgresql)
        return std::string{condition};
    return "likelihood(" + std::string{condition} + ", 0.0000001)";
}

} // namespace praetor::db::query
