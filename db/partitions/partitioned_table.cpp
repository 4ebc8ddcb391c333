#include <db/partitions/partitioned_table.hpp>

#include <server/base/error.hpp>

#include <algorithm>

namespace praetor::db::partitions {
namespace {

// As pg_get_expr prints the bounds: FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00').
constexpr std::string_view select_partitions =
    "SELECT child.relname::text AS name, "
    "(regexp_match(pg_get_expr(child.relpartbound, child.oid), 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz AS lower, "
    "(regexp_match(pg_get_expr(child.relpartbound, child.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS upper "
    "FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class AS child ON child.oid = pg_inherits.inhrelid "
    "WHERE child.relispartition AND pg_inherits.inhparent = to_regclass(quote_ident(current_schema()) || '.' || "
    "quote_ident($1)) ORDER BY lower NULLS LAST, name";

} // namespace

time_table find_time_table(std::string_view name)
{
    auto const found = std::ranges::find(time_tables, name, &time_table::name);
    if (found != time_tables.end())
        return *found;
    throw error{errc::bad_setting,
                "table " + std::string{name} + " can not be partitioned: events, event_resources and log can"};
}

task<std::vector<partition>> read_partitions(connection& conn, std::string table)
{
    if (!has_partitions[conn.kind()])
        co_return std::vector<partition>{};
    auto all = co_await conn.rows<partition>(sql{select_partitions, std::move(table)});
    co_return all;
}

std::optional<period> period_of(std::vector<partition> const& all)
{
    for (auto const& one : all)
        if (one.lower && one.upper)
            if (auto const span = period_between(*one.lower, *one.upper))
                return span;
    return std::nullopt;
}

} // namespace praetor::db::partitions
