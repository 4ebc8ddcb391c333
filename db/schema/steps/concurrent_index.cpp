// PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently", and REINDEX, "Rebuilding Indexes Concurrently".
#include <db/schema/steps/concurrent_index.hpp>
#include <db/schema/steps/located_statements.hpp>
#include <db/schema/steps/lone_statement.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>

#include <vector>

namespace praetor::db {
namespace {

constexpr auto ask_builders_every = std::chrono::milliseconds{100};

constexpr std::string_view count_builders =
    "SELECT count(*) FROM pg_catalog.pg_stat_progress_create_index "
    "WHERE datname = current_database() AND relid = to_regclass($1)::oid AND pid <> pg_backend_pid()";

// Also the new and the old index beside it that an interrupted REINDEX CONCURRENTLY leaves.
std::string find_unusable(std::string_view name)
{
    return "SELECT pg_index.indexrelid::regclass::text FROM pg_catalog.pg_index "
           "JOIN pg_catalog.pg_class ON pg_class.oid = pg_index.indexrelid "
           "WHERE pg_class.relnamespace = current_schema()::regnamespace AND NOT pg_index.indisvalid "
           "AND pg_class.relname ~ '^" +
           std::string{name} + "(_cc(new|old)[0-9]*)?$'";
}

task<bool> run_on(connection& conn, std::string file, migration_script script, concurrent_index which,
                  std::chrono::milliseconds limit)
{
    auto const left = co_await conn.rows<std::string>(sql{find_unusable(which.name)});
    for (auto const& index : left)
        co_await run_alone(conn, "DROP INDEX CONCURRENTLY IF EXISTS " + index, limit);
    co_await run_statements_alone(conn, std::move(file), script,
                                  "The next attempt begins it anew, without what this one has left.", limit);
    auto const still = co_await conn.rows<std::string>(sql{find_unusable(which.name)});
    co_return still.empty();
}

} // namespace

std::optional<concurrent_index> concurrent_index_of(std::string_view script)
{
    static constexpr std::string_view marker = "-- concurrently: ", between = " on ";
    auto const found = script.find(marker);
    if (found == std::string_view::npos)
        return std::nullopt;
    auto const rest = script.substr(found + marker.size());
    auto const line = rest.substr(0, rest.find('\n'));
    auto const middle = line.find(between);
    if (middle == std::string_view::npos)
        throw error{errc::bad_setting,
                    "\"-- concurrently:\" is followed by <index> on <table>, not by " + std::string{line}};
    return concurrent_index{std::string{line.substr(0, middle)}, std::string{line.substr(middle + between.size())}};
}

task<bool> is_index_being_built(connection& conn, concurrent_index which)
{
    auto const builders = co_await conn.value<std::int64_t>(sql{count_builders, which.table});
    co_return builders > 0;
}

task<void> wait_for_builders(database& store, concurrent_index which)
{
    for (;;) {
        auto const busy = co_await store.read(is_index_being_built, which);
        if (!busy)
            co_return;
        co_await sleep_for(ask_builders_every);
    }
}

task<void> run_concurrently(database& store, std::string file, migration_script script, concurrent_index which,
                            std::chrono::milliseconds limit)
{
    auto const valid = co_await store.read(run_on, file, script, which, limit);
    if (!valid)
        throw error{errc::database, "migration " + file + " has left index " + which.name +
                                        " incomplete; the next attempt begins it anew"};
}

std::string drop_unusable_script(concurrent_index const& which)
{
    return "DO $$\n"
           "DECLARE\n"
           "    unusable text;\n"
           "BEGIN\n"
           "    FOR unusable IN " +
           find_unusable(which.name) +
           " LOOP\n"
           "        EXECUTE 'DROP INDEX ' || unusable;\n"
           "    END LOOP;\n"
           "END\n"
           "$$;\n";
}

} // namespace praetor::db
