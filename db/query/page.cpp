#include <db/query/page.hpp>

namespace praetor::db::query {

// PostgreSQL sorts whole rows as fast as keys and spends more on planning one table more. SQLite copies what it sorts,
// and finds rows again by their rowid in no time; CROSS JOIN has it take the page first.
sql page_of(dialect kind, std::string_view table, sql const& condition, std::string_view order, std::int64_t limit,
            std::int64_t offset)
{
    sql rows{" FROM "};
    rows << table << " WHERE " << condition << " ORDER BY " << order << " LIMIT " << arg(limit) << " OFFSET "
         << arg(offset);
    sql text;
    if (kind == dialect::postgresql) {
        text << "(SELECT *" << rows << ") AS " << table;
        return text;
    }
    text << "SELECT " << table << ".rowid AS place" << rows;
    return page_at(table, text);
}

sql page_at(std::string_view table, sql const& places)
{
    sql text{"("};
    text << places << ") AS page CROSS JOIN " << table << " ON " << table << ".rowid = page.place";
    return text;
}

} // namespace praetor::db::query
