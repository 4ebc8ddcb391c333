#include <db/schema/steps/legacy_revisions.hpp>
#include <db/schema/steps/located_statements.hpp>
#include <db/schema/steps/migration_step.hpp>
#include <db/schema/steps/running_servers.hpp>
#include <db/schema/steps/stamp.hpp>
#include <db/statistics.hpp>

#include <server/base/error.hpp>

#include <exception>
#include <vector>

namespace praetor::db {
namespace {

// The release whose schema the chain ends in.
constexpr std::string_view newest_release = "3.9.1";

[[noreturn]] void refuse_unknown(migration_chain const& chain, std::string const& stands)
{
    auto const begin = "the database stands at revision " + stands + ", ";
    if (is_older_revision(chain.kind(), stands))
        throw error{errc::conflict, begin + "which is older than Prefect 3.0.0, where praetor begins (" + chain.at(1) +
                                        "); nothing was changed. Bring it there first: run \"prefect server database "
                                        "upgrade\" with a release of Prefect 3, best " +
                                        std::string{newest_release} + '.'};
    throw error{errc::conflict, begin + "which this praetor does not know (its head is " + chain.head() + ", Prefect " +
                                    std::string{newest_release} +
                                    "); nothing was changed. A newer server made it: run that one, or take the "
                                    "database back with its own \"prefect server database downgrade\"."};
}

// Whether migrations make tables anew, with foreign keys switched off, where ALTER TABLE can not change them.
constexpr per_dialect rebuilds{false, true};
// Whether an index can be built while others write to its table.
constexpr per_dialect can_build_concurrently{true, false};

// The tables that a script makes anew, as its lines "-- rebuilds: <table>" say.
std::vector<std::string> rebuilt_tables(std::string_view script)
{
    static constexpr std::string_view marker = "-- rebuilds: ";
    std::vector<std::string> tables;
    for (auto at = script.find(marker); at != std::string_view::npos; at = script.find(marker, at + 1)) {
        auto const rest = script.substr(at + marker.size());
        tables.emplace_back(rest.substr(0, rest.find('\n')));
    }
    return tables;
}

task<std::int64_t> count_broken_keys(connection& conn, std::vector<std::string> tables)
{
    std::int64_t broken = 0;
    for (auto const& table : tables) {
        auto const count =
            co_await conn.value<std::int64_t>(sql{"SELECT count(*) FROM pragma_foreign_key_check($1)", table});
        broken += count;
    }
    co_return broken;
}

task<void> run_within(connection& conn, std::string file, migration_script script)
{
    auto const rebuilt = rebuilds[conn.kind()] ? rebuilt_tables(script.text) : std::vector<std::string>{};
    auto const broken_before = co_await count_broken_keys(conn, rebuilt);
    co_await run_statements(conn, file, script, "The database is as it was before this migration.");
    auto const broken_after = co_await count_broken_keys(conn, rebuilt);
    if (broken_after > broken_before)
        throw error{errc::integrity, "migration " + file + " breaks foreign keys of " + rebuilt.front() +
                                         "; the database is as it was before this migration"};
}

// Beside the transaction of `holder`, which keeps the lock meanwhile.
task<void> run_beside(connection& holder, database& store, std::string file, migration_script script,
                      concurrent_index which, std::chrono::milliseconds limit)
{
    auto const pool = store.statistics();
    if (pool.size + pool.max_overflow == 1)
        throw error{errc::bad_setting,
                    "migration " + file +
                        " needs two connections: set PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE or "
                        "…_MAX_OVERFLOW to one more"};
    // A script, for it leaves no snapshot behind as other statements do, which the index would wait for.
    co_await holder.run_script("SET LOCAL idle_in_transaction_session_timeout = 0");
    co_await run_concurrently(store, std::move(file), script, std::move(which), limit);
}

task<migration_step> step_under_lock(connection& conn, database* store, migration_chain const* chain, direction way,
                                     std::string target, std::chrono::milliseconds limit)
{
    migration_step done;
    done.from = co_await read_stamp(conn);
    done.to = done.from;
    auto const stands = chain->find(done.from);
    if (!stands)
        refuse_unknown(*chain, done.from);
    auto const wanted = *chain->find(target);
    if (way == direction::up ? *stands >= wanted : *stands <= wanted)
        co_return done;
    auto const& ready = chain->shortcut();
    if (*stands == 0 && !ready.script.empty() && wanted >= *chain->find(ready.revision)) {
        done.to = ready.revision;
        done.slug = "an empty database";
        co_await conn.run_script(ready.script);
    }
    else {
        auto const& one = chain->all()[way == direction::up ? *stands : *stands - 1];
        auto const& script = way == direction::up ? one.up : one.down;
        if (way == direction::up && !only_adds(script.text)) {
            auto const run = co_await are_servers_running(conn);
            if (run) {
                done.stopped_for = one.file;
                co_return done;
            }
        }
        auto const index = can_build_concurrently[conn.kind()] ? concurrent_index_of(script.text) : std::nullopt;
        if (index) {
            auto const busy = co_await is_index_being_built(conn, *index);
            if (busy) {
                done.awaited = index;
                co_return done;
            }
        }
        done.to = way == direction::up ? one.revision : one.parent;
        done.slug = one.slug;
        if (index)
            co_await run_beside(conn, *store, one.file, script, *index, limit);
        else
            co_await run_within(conn, one.file, script);
    }
    co_await conn.run_script(stamp_script(done.from, done.to));
    done.moved = true;
    co_return done;
}

// The writer has begun a transaction, in which the pragma does nothing; so it is left and begun again around the step
// (SQLite, "ALTER TABLE", 7. Making Other Kinds Of Table Schema Changes, steps 1, 2 and 11, 12).
task<migration_step> step_without_foreign_keys(connection& conn, database* store, migration_chain const* chain,
                                               direction way, std::string target, std::chrono::milliseconds limit)
{
    co_await conn.run_script("COMMIT; PRAGMA foreign_keys = OFF");
    migration_step done;
    std::exception_ptr failed;
    try {
        co_await conn.run_script("BEGIN IMMEDIATE");
        done = co_await step_under_lock(conn, store, chain, way, std::move(target), limit);
        co_await conn.run_script("COMMIT");
    }
    catch (error const&) {
        failed = std::current_exception();
    }
    try {
        if (failed)
            co_await conn.run_script("ROLLBACK");
    }
    catch (error const&) {
        // SQLite had rolled back by itself, or never begun.
    }
    co_await conn.run_script("PRAGMA foreign_keys = ON; BEGIN");
    if (failed)
        std::rethrow_exception(failed);
    co_return done;
}

} // namespace

task<migration_step> take_step(connection& conn, database* store, migration_chain const* chain, direction way,
                               std::string target, std::chrono::milliseconds limit)
{
    if (rebuilds[conn.kind()]) {
        auto done = co_await step_without_foreign_keys(conn, store, chain, way, std::move(target), limit);
        co_return done;
    }
    conn.limit_statements(limit);
    auto done = co_await step_under_lock(conn, store, chain, way, std::move(target), limit);
    co_return done;
}

} // namespace praetor::db
