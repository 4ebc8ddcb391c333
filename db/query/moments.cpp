#include <db/query/moments.hpp>

namespace praetor::db::query {

sql microseconds(dialect kind, sql const& value)
{
    sql text;
    if (kind == dialect::postgresql)
        text << "(extract(epoch FROM " << value << ") * 1000000)::bigint";
    else
        text << "(CAST(strftime('%s', " << value << ") AS INTEGER) * 1000000 + CAST(substr(" << value
             << ", 21, 6) AS INTEGER))";
    return text;
}

sql seconds_between(dialect kind, sql const& sooner, sql const& later)
{
    sql text;
    if (kind == dialect::postgresql)
        text << "extract(epoch FROM " << later << " - " << sooner << ")";
    else
        text << "(strftime('%s', " << later << ") - strftime('%s', " << sooner << "))";
    return text;
}

} // namespace praetor::db::query
