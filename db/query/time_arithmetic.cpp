#include <db/query/time_arithmetic.hpp>

namespace praetor::db::query {

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
