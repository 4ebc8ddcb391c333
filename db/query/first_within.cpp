#include <db/query/first_within.hpp>

namespace praetor::db {

sql first_within(sql const& sized, std::string_view order, std::int64_t max_bytes, std::string_view as)
{
    sql rows{"(SELECT * FROM (SELECT *, SUM(size) OVER (ORDER BY "};
    rows << order << " ROWS UNBOUNDED PRECEDING) - size AS size_before FROM (" << sized
         << ") AS sized) AS summed WHERE size_before < " << arg(max_bytes) << ") AS " << as;
    return rows;
}

} // namespace praetor::db
