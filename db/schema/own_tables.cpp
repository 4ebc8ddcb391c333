#include <db/grammar.hpp>
#include <db/schema/own_tables.hpp>
#include <db/schema/steps/migration_lock.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>

#include <string>

namespace praetor::db {
namespace {

// A lease names its limits in a table of their own, which both dialects search alike. They are no foreign keys: a limit
// may go, by Prefect's hand too, and its leases then hold nothing. Nor are the runs of claims: a claim without its run ends,
// and a cleanup without its work pool is forgotten.
std::string script_of(dialect kind)
{
    auto const& grammar = grammar::of(kind);
    auto const id = grammar.type_of(tables::flow.id);
    auto const moment = grammar.type_of(tables::flow.created);
    auto const document = grammar.type_of(tables::flow_run.parameters);
    return "CREATE TABLE IF NOT EXISTS praetor_concurrency_lease (id " + id + " NOT NULL PRIMARY KEY, created " +
           moment + " NOT NULL, expires " + moment +
           " NOT NULL, slots INTEGER NOT NULL, holder_type VARCHAR(20), holder_id " + id +
           ");\n"
           "CREATE INDEX IF NOT EXISTS ix_praetor_concurrency_lease__expires ON praetor_concurrency_lease (expires);\n"
           "CREATE INDEX IF NOT EXISTS ix_praetor_concurrency_lease__holder_id ON praetor_concurrency_lease "
           "(holder_id);\n"
           "CREATE TABLE IF NOT EXISTS praetor_leased_limit (lease_id " +
           id + " NOT NULL REFERENCES praetor_concurrency_lease (id) ON DELETE CASCADE, limit_id " + id +
           " NOT NULL, PRIMARY KEY (lease_id, limit_id));\n"
           "CREATE INDEX IF NOT EXISTS ix_praetor_leased_limit__limit_id ON praetor_leased_limit (limit_id);\n"
           "CREATE TABLE IF NOT EXISTS praetor_task_claim (task_run_id " +
           id + " NOT NULL PRIMARY KEY, state_id " + id + " NOT NULL, connection_id " + id +
           " NOT NULL, worker TEXT NOT NULL, expires " + moment +
           " NOT NULL);\n"
           "CREATE TABLE IF NOT EXISTS praetor_cleanup (message_id " +
           id + " NOT NULL PRIMARY KEY, idempotency_key TEXT NOT NULL, work_pool_id " + id +
           " NOT NULL, work_queue_id " + id + ", kind TEXT NOT NULL, target " + document + " NOT NULL, data " +
           document + " NOT NULL, status VARCHAR(10) NOT NULL, delivery_count INTEGER NOT NULL DEFAULT 0, " +
           "reservation_token TEXT, lease_expires " + moment + ", release_reason TEXT, created " + moment +
           " NOT NULL, updated " + moment +
           " NOT NULL, UNIQUE (work_pool_id, idempotency_key));\n"
           "CREATE INDEX IF NOT EXISTS ix_praetor_cleanup__active ON praetor_cleanup (work_pool_id, created) WHERE "
           "status IN ('waiting', 'reserved');\n"
           "CREATE INDEX IF NOT EXISTS ix_praetor_cleanup__completed ON praetor_cleanup (updated) WHERE status = "
           "'completed';\n"
           "CREATE TABLE IF NOT EXISTS praetor_service (name VARCHAR(100) NOT NULL PRIMARY KEY, last_run " +
           moment +
           " NOT NULL, took BIGINT NOT NULL, done BIGINT NOT NULL, backlog BIGINT NOT NULL, failures BIGINT NOT "
           "NULL);\n";
}

task<bool> make(connection& conn)
{
    co_await conn.run_script(script_of(conn.kind()));
    co_return true;
}

} // namespace

task<bool> has_own_tables(connection& conn)
{
    auto const found = co_await conn.value<std::int64_t>(sql{per_dialect<std::string_view>{
        "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename IN "
        "('praetor_concurrency_lease', 'praetor_leased_limit', 'praetor_task_claim', 'praetor_cleanup', "
        "'praetor_service')",
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN "
        "('praetor_concurrency_lease', 'praetor_leased_limit', 'praetor_task_claim', 'praetor_cleanup', "
        "'praetor_service')"}[conn.kind()]});
    co_return found == 5;
}

task<void> make_own_tables(database& store)
{
    auto const there = co_await store.read(has_own_tables);
    if (!there)
        co_await under_migration_lock(store, make);
}

} // namespace praetor::db
