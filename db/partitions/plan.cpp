#include <db/partitions/plan.hpp>

#include <db/partitions/move.hpp>

#include <server/base/error.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>

namespace praetor::db::partitions {
namespace {

using std::chrono::days;

// What is older is taken for a wrong clock: it goes to the default partition.
constexpr days oldest_age{20 * 366};
constexpr std::int64_t usual_partitions = 31;

struct table_size
{
    bool is_partitioned = false;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::int64_t indexes = 0;
    std::int64_t locks = 0;
};
BOOST_DESCRIBE_STRUCT(table_size, (), (is_partitioned, rows, bytes, indexes, locks))

constexpr std::string_view select_size =
    "SELECT pg_class.relkind = 'p' AS is_partitioned, sizes.rows, sizes.bytes, "
    "(SELECT count(*) FROM pg_catalog.pg_index WHERE indrelid = pg_class.oid) AS indexes, "
    "current_setting('max_locks_per_transaction')::bigint * (current_setting('max_connections')::bigint + "
    "current_setting('max_prepared_transactions')::bigint) AS locks "
    "FROM pg_catalog.pg_class, LATERAL (SELECT coalesce(sum(greatest(part.reltuples, 0)), 0)::bigint AS rows, "
    "coalesce(sum(pg_total_relation_size(part.oid)), 0)::bigint AS bytes FROM pg_catalog.pg_class AS part "
    "WHERE part.oid = pg_class.oid OR part.oid IN (SELECT inhrelid FROM pg_catalog.pg_inherits "
    "WHERE inhparent = pg_class.oid)) AS sizes WHERE pg_class.oid = to_regclass(quote_ident(current_schema()) || '.' "
    "|| "
    "quote_ident($1))";

task<std::optional<timestamp>> read_end(connection& conn, time_table table, std::string_view end, timestamp from,
                                        timestamp until)
{
    sql query{"SELECT "};
    query << end << "(" << table.column << ") FROM " << table.name << " WHERE " << table.column << " >= " << arg(from)
          << " AND " << table.column << " < " << arg(until);
    return conn.maybe_value<timestamp>(std::move(query));
}

// The shortest of which few enough lie between.
period fitting_period(timestamp oldest, timestamp newest)
{
    auto const span = std::chrono::ceil<days>(newest - oldest).count();
    if (span <= usual_partitions)
        return period::day;
    return span <= 7 * usual_partitions ? period::week : period::month;
}

void check_number(plan const& made)
{
    if (made.starts.size() > max_partitions)
        throw error{errc::conflict, "table " + std::string{made.table.name} + " would have more than " +
                                        std::to_string(max_partitions) + " partitions by " +
                                        std::string{label_of(made.by)} + ": choose a longer period, --by " +
                                        (made.by == period::day ? "week or month" : "month")};
}

// Each period that has rows is found by one look into the index, whatever lies between.
task<void> find_periods(connection& conn, plan& into, timestamp when)
{
    auto const present = start_of(into.by, when);
    auto next = into.oldest;
    while (next && *next < present) {
        auto const start = start_of(into.by, *next);
        into.starts.push_back(start);
        check_number(into);
        next = co_await read_end(conn, into.table, "min", start_after(into.by, start), present);
    }
    auto coming = present;
    for (int i = 0; i <= coming_periods; ++i, coming = start_after(into.by, coming))
        into.starts.push_back(coming);
    check_number(into);
}

} // namespace

task<plan> make_plan(connection& conn, time_table table, std::optional<period> by)
{
    plan made{.table = table};
    auto const size = co_await conn.row<table_size>(sql{select_size, std::string{table.name}});
    if (!size)
        throw error{errc::bad_setting, "there is no table " + std::string{table.name} + " in this database"};
    made.is_partitioned = size->is_partitioned;
    made.rows = size->rows;
    made.bytes = size->bytes;
    made.locks_for_all = size->locks;
    auto const parts = co_await read_partitions(conn, std::string{table.name});
    made.partitioned_by = period_of(parts);
    auto const progress = co_await read_progress(conn, table);
    made.is_moving = progress.has_value();
    made.moved_rows = progress ? progress->rows : 0;
    auto const when = now();
    made.oldest = co_await read_end(conn, table, "min", when - oldest_age, when);
    made.newest = co_await read_end(conn, table, "max", when - oldest_age, when);
    made.by = by.value_or(fitting_period(made.oldest.value_or(when), when));
    if (!made.is_partitioned && !made.is_moving)
        co_await find_periods(conn, made, when);
    made.locks_at_most = static_cast<std::int64_t>(made.starts.size() + 1) * (1 + size->indexes);
    co_return made;
}

} // namespace praetor::db::partitions
