#include <server/cli/doctor/look.hpp>

#include <server/app/open_database.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <db/health.hpp>
#include <db/schema/migrate.hpp>
#include <db/url.hpp>

#include <fmt/format.h>

#include <boost/describe/class.hpp>

#include <cmath>
#include <cstdint>

namespace praetor::cli {
namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;

// What either dialect is asked, in one statement; what it does not know is 0 or empty.
struct database_facts
{
    std::string encoding;
    double clock = 0; // seconds since 1970, of PostgreSQL
    std::int64_t max_connections = 0;
    std::int64_t connections = 0;  // of clients, this one among them
    std::string journal;           // of SQLite
    std::int64_t unused_bytes = 0; // of a file
    std::int64_t bytes = 0;
    std::string switched_off;    // what keeps the database safe or small, and is off
    std::int64_t flow_runs = 0;  // about so many
    std::string missing_indexes; // of those for many flow runs
};
BOOST_DESCRIBE_STRUCT(database_facts, (),
                      (encoding, clock, max_connections, connections, journal, unused_bytes, bytes, switched_off,
                       flow_runs, missing_indexes))

constexpr db::per_dialect<std::string_view> facts_statement{
    "SELECT current_setting('server_encoding') AS encoding, extract(epoch FROM clock_timestamp())::float8 AS clock, "
    "current_setting('max_connections')::bigint AS max_connections, "
    "(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections, '' AS journal, "
    "0::bigint AS unused_bytes, pg_database_size(current_database())::bigint AS bytes, "
    "(SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM pg_settings "
    "WHERE name IN ('autovacuum', 'fsync', 'full_page_writes') AND setting = 'off') AS switched_off, "
    "coalesce((SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass('flow_run')), 0) AS "
    "flow_runs, "
    "(SELECT coalesce(string_agg(name, ', '), '') FROM unnest(ARRAY['praetor_ix_flow_run__expected_start_time', "
    "'praetor_ix_flow_run__flow_id', 'praetor_ix_flow_run__deployment_id', 'praetor_ix_task_run__flow_run_id']) "
    "AS name WHERE to_regclass(name) IS NULL) AS missing_indexes",
    "SELECT (SELECT encoding FROM pragma_encoding) AS encoding, 0.0 AS clock, 0 AS max_connections, 0 AS connections, "
    "(SELECT journal_mode FROM pragma_journal_mode) AS journal, "
    "(SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size) AS unused_bytes, "
    "(SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes, '' AS "
    "switched_off, 0 AS flow_runs, '' AS missing_indexes"};

task<database_facts> read_facts(db::connection& conn)
{
    auto found = co_await conn.row<database_facts>(db::sql{facts_statement[conn.kind()]});
    co_return found.value_or(database_facts{});
}

struct crowded_table
{
    std::string name;
    std::int64_t live = 0;
    std::int64_t dead = 0;
};
BOOST_DESCRIBE_STRUCT(crowded_table, (), (name, live, dead))

// Tables of PostgreSQL with more rows to be cleared away than a vacuum leaves.
task<std::vector<crowded_table>> read_crowded_tables(db::connection& conn)
{
    auto found = co_await conn.rows<crowded_table>(
        db::sql{"SELECT relname::text AS name, n_live_tup AS live, n_dead_tup AS dead FROM pg_stat_user_tables "
                "WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup / 2 ORDER BY n_dead_tup DESC LIMIT 3"});
    co_return found;
}

double seconds_now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

finding look_at_encoding(database_facts const& facts)
{
    if (facts.encoding == "UTF8" || facts.encoding == "UTF-8")
        return {"encoding", verdict::ok, facts.encoding, {}};
    return {"encoding", verdict::fail, facts.encoding + ", which can not hold every text",
            "create the database anew with ENCODING 'UTF8', and copy with `praetor db copy`"};
}

finding look_at_connections(database_facts const& facts, db::options const& options)
{
    auto const unlimited =
        options.pool_overflow == db::options::unlimited || options.pool_size == db::options::unlimited;
    auto const wanted = static_cast<std::int64_t>(options.pool_size + options.pool_overflow);
    auto const says = unlimited ? fmt::format("{} of {} in use; a server opens as many as it wants", facts.connections,
                                              facts.max_connections)
                                : fmt::format("{} of {} in use; a server opens up to {}", facts.connections,
                                              facts.max_connections, wanted);
    if (!unlimited && wanted + facts.connections <= facts.max_connections)
        return {"connections", verdict::ok, says, {}};
    return {"connections", verdict::warn, says,
            "raise max_connections, lower PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE and …_MAX_OVERFLOW, or put "
            "PgBouncer between (docs/database.md)"};
}

finding look_at_clock(double here, double there)
{
    auto const apart = std::abs(here - there);
    auto const says = fmt::format("{:.1f} s from the database's", apart);
    if (apart < 1)
        return {"clock", verdict::ok, says, {}};
    return {"clock", apart < 30 ? verdict::warn : verdict::fail, says,
            "let both machines follow one time (chrony, systemd-timesyncd): schedules, leases and the order of events "
            "depend on it"};
}

finding look_at_journal(database_facts const& facts, std::int64_t wal_bytes)
{
    if (facts.journal == "memory")
        return {"wal", verdict::ok, "none: the database is in memory", {}};
    if (facts.journal != "wal")
        return {
            "wal", verdict::warn, "journal mode " + facts.journal,
            "a server switches to write-ahead logging at its start, where the file system allows: use a local disk"};
    auto const says = fmt::format("write-ahead log of {} MiB", wal_bytes / mebibyte);
    if (wal_bytes < 256 * mebibyte)
        return {"wal", verdict::ok, says, {}};
    return {"wal", verdict::warn, says, "a program that reads keeps it from being moved into the file: end it"};
}

finding look_at_unused(database_facts const& facts)
{
    auto const says =
        fmt::format("{} MiB, {} MiB of them unused", facts.bytes / mebibyte, facts.unused_bytes / mebibyte);
    if (facts.unused_bytes < 100 * mebibyte || facts.unused_bytes < facts.bytes / 3)
        return {"bloat", verdict::ok, says, {}};
    return {"bloat", verdict::warn, says, "`praetor db vacuum` gives it back"};
}

finding look_at_crowded(database_facts const& facts, std::vector<crowded_table> const& crowded)
{
    auto says = fmt::format("{} MiB", facts.bytes / mebibyte);
    if (crowded.empty())
        return {"bloat", verdict::ok, says, {}};
    for (auto const& one : crowded)
        says += fmt::format(", {} has {} dead rows beside {}", one.name, one.dead, one.live);
    return {"bloat", verdict::warn, says,
            "`praetor db vacuum`, and let autovacuum work oftener (autovacuum_vacuum_scale_factor); a transaction that "
            "is left open keeps dead rows"};
}

finding look_at_durability(database_facts const& facts)
{
    if (facts.switched_off.empty())
        return {"durability", verdict::ok, "fsync, full_page_writes and autovacuum are on", {}};
    return {"durability", verdict::warn, "off: " + facts.switched_off,
            "switch them on: without the first two a crash may ruin the database, without the third it grows"};
}

// What the dashboards count takes seconds among millions of runs, and a part of that with these indexes.
finding look_at_indexes(database_facts const& facts)
{
    constexpr std::int64_t many = 1'000'000;
    auto const runs = fmt::format("about {} flow runs", facts.flow_runs);
    if (facts.flow_runs < many || facts.missing_indexes.empty())
        return {"indexes", verdict::ok, runs, {}};
    return {"indexes", verdict::warn, runs + ", without " + facts.missing_indexes,
            "create them for dashboards that count several times as fast (docs/database.md)"};
}

finding look_at_revision(std::string const& revision, db::migration_chain const& chain, bool migrates_on_start)
{
    auto const place = chain.find(revision);
    if (!place)
        return {"schema", verdict::fail, fmt::format("revision {}, which this praetor does not know", revision),
                "a newer server was here: serve with that release, or downgrade with it (docs/upgrade.md)"};
    auto const behind = chain.all().size() - *place;
    if (behind == 0)
        return {"schema", verdict::ok, "revision " + revision + ", the newest", {}};
    auto const says = revision.empty() ? std::string{"no tables yet"}
                                       : fmt::format("revision {}, {} behind {}", revision, behind, chain.head());
    if (!migrates_on_start)
        return {"schema", verdict::fail, says, "`praetor db upgrade`: PREFECT_SERVER_DATABASE_MIGRATE_ON_START is off"};
    if (revision.empty())
        return {"schema", verdict::ok, says + ": a server makes them at its start", {}};
    return {"schema", verdict::warn, says,
            "a server upgrades it at its start; back it up before (`praetor db backup`)"};
}

task<finding> look_at_schema(db::database& store, bool migrates_on_start)
{
    finding refused{"schema", verdict::fail, {}, "name a database of Prefect's or an empty one (docs/database.md)"};
    try {
        auto const revision = co_await db::current_revision(store);
        co_return look_at_revision(revision, db::migration_chain::embedded(store.kind()), migrates_on_start);
    }
    catch (error const& other) {
        refused.says = other.what();
    }
    co_return refused;
}

task<int> look(db::database& store, settings::values const& config, db::options const& options, findings& all)
{
    auto const health = co_await db::read_health(store, nullptr);
    if (health.status != "healthy" && health.error_message.value_or("").find("alembic_version") == std::string::npos) {
        all.push_back({"database", verdict::fail, health.error_message.value_or("it does not answer"),
                       "start it, or correct PREFECT_SERVER_DATABASE_CONNECTION_URL; `praetor db wait` waits for one "
                       "that starts"});
        co_return 1;
    }
    auto const began = seconds_now();
    auto const facts = co_await store.read(read_facts);
    auto const now = (began + seconds_now()) / 2;
    all.push_back({"database",
                   verdict::ok,
                   health.version ? fmt::format("{} {}, answers in {:.1f} ms", health.dialect, *health.version,
                                                health.latency_ms.value_or(0))
                                  : health.dialect + " answers",
                   {}});
    auto const schema = co_await look_at_schema(store, config.server.database.migrate_on_start);
    all.push_back(schema);
    all.push_back(look_at_encoding(facts));
    if (db::is_file(store.kind())) {
        all.push_back(look_at_journal(facts, health.wal_bytes.value_or(0)));
        all.push_back(look_at_unused(facts));
        co_return 0;
    }
    auto const crowded = co_await store.read(read_crowded_tables);
    all.push_back(look_at_connections(facts, options));
    all.push_back(look_at_durability(facts));
    all.push_back(look_at_crowded(facts, crowded));
    all.push_back(look_at_indexes(facts));
    all.push_back(look_at_clock(now, facts.clock));
    co_return 0;
}

} // namespace

findings look_at_database(settings::values const& config)
{
    findings all;
    try {
        auto options = app::database_options(config);
        options.must_exist = true;
        options.readers = 1;
        if (!db::may_exist(options))
            return {{"database", verdict::warn, "there is no file yet", "a server makes it at its start"}};
        run_with_database(options, [&](db::database& store) { return look(store, config, options, all); });
    }
    catch (std::exception const& failed) {
        all.push_back(
            {"database", verdict::fail, message_of(failed), "correct PREFECT_SERVER_DATABASE_… (docs/database.md)"});
    }
    return all;
}

} // namespace praetor::cli
