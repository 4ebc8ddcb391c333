#include <db/query/text_match.hpp>

namespace praetor::db::query {

// SQLite's LIKE folds ASCII only where both sides are lowered, which is how the reference writes it.
sql matches(dialect kind, std::string_view column, std::string_view pattern)
{
    if (kind == dialect::postgresql) {
        sql condition{column};
        condition << " ILIKE " << arg(pattern);
        return condition;
    }
    sql condition{"lower("};
    condition << column << ") LIKE lower(" << arg(pattern) << ")";
    return condition;
}

} // namespace praetor::db::query
