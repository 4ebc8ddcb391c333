#include <db/partitions/upkeep.hpp>

#include <db/partitions/plan.hpp>
#include <db/schema/steps/migration_lock.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::db::partitions {
namespace {

// By way of a table of its own: no partition can be made for rows that the default one has.
std::string script_of_new(time_table table, period span, timestamp start)
{
    auto const name = partition_name(table.name, start);
    auto const from = time_literal(start);
    auto const until = time_literal(start_after(span, start));
    return fmt::format("CREATE TABLE {name} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS);\n"
                       "WITH moved AS (DELETE FROM {default} WHERE {column} >= {from} AND {column} < {until} "
                       "RETURNING *) INSERT INTO {name} SELECT * FROM moved;\n"
                       "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({until});\n",
                       fmt::arg("name", name), fmt::arg("table", table.name), fmt::arg("column", table.column),
                       fmt::arg("default", default_partition_name(table.name)), fmt::arg("from", from),
                       fmt::arg("until", until));
}

bool has_start(std::vector<partition> const& all, timestamp start)
{
    return std::ranges::any_of(all, [&](auto const& one) { return one.lower == start; });
}

task<bool> is_empty(connection& conn, std::string name)
{
    auto const found = co_await conn.maybe_value<std::int64_t>(sql{"SELECT 1 FROM " + name + " LIMIT 1"});
    co_return !found;
}

// One server at a time. Locked in the order in which a query locks them: the whole table first.
task<bool> drop(connection& conn, std::string table, std::string name, bool even_with_rows)
{
    auto const is_there = co_await conn.maybe_value<std::int64_t>(
        sql{"SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass($1)", name});
    if (!is_there)
        co_return false;
    co_await conn.run_script(std::string{short_wait} + "LOCK TABLE ONLY " + table +
                             " IN ACCESS EXCLUSIVE MODE; LOCK TABLE " + name + " IN ACCESS EXCLUSIVE MODE");
    if (!even_with_rows) {
        auto const empty = co_await is_empty(conn, name);
        if (!empty)
            co_return false;
    }
    co_await conn.run_script("DROP TABLE " + name);
    co_return true;
}

task<std::int64_t> drop_all(database& store, time_table table, timestamp before, bool even_with_rows)
{
    auto const all = co_await store.read(read_partitions, std::string{table.name});
    std::int64_t dropped = 0;
    for (auto const& one : all) {
        if (!one.lower || !one.upper || *one.upper > before)
            continue;
        if (!even_with_rows) { // looked at first, so that nobody waits for a lock on what stays
            auto const empty = co_await store.read(is_empty, one.name);
            if (!empty)
                continue;
        }
        auto const gone = co_await under_migration_lock(store, drop, std::string{table.name}, one.name, even_with_rows);
        dropped += gone ? 1 : 0;
    }
    co_return dropped;
}

task<std::int64_t> add_missing(connection& conn, time_table table, timestamp when)
{
    auto const all = co_await read_partitions(conn, std::string{table.name});
    auto const span = period_of(all);
    if (!span)
        co_return 0;
    std::string script;
    std::int64_t made = 0;
    auto start = start_of(*span, when);
    for (int i = 0; i <= coming_periods; ++i, start = start_after(*span, start))
        if (!has_start(all, start)) {
            script += script_of_new(table, *span, start);
            ++made;
        }
    if (made > 0) {
        conn.limit_statements(std::chrono::milliseconds{0});
        co_await conn.run_script(std::string{short_wait} + "LOCK TABLE " + default_partition_name(table.name) +
                                 " IN ACCESS EXCLUSIVE MODE;\n" + script + "ANALYZE " + std::string{table.name});
    }
    co_return made;
}

} // namespace

task<std::int64_t> add_coming(database& store, time_table table, timestamp when)
{
    return under_migration_lock(store, add_missing, table, when);
}

task<std::int64_t> drop_before(database& store, time_table table, timestamp before)
{
    return drop_all(store, table, before, true);
}

task<std::int64_t> drop_empty_before(database& store, time_table table, timestamp before)
{
    return drop_all(store, table, before, false);
}

task<timestamp> dropped_until(connection& conn, time_table table, timestamp before)
{
    auto const all = co_await read_partitions(conn, std::string{table.name});
    auto const span = period_of(all);
    co_return span ? start_of(*span, before) : before;
}

} // namespace praetor::db::partitions
