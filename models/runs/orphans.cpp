#include <models/runs/orphans.hpp>

#include <db/query/membership.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {
namespace {

std::string_view table_of(run_record kind)
{
    return kind == run_record::log ? "log" : "artifact";
}

struct named_run
{
    uuid id;
    bool is_there = false;
};
BOOST_DESCRIBE_STRUCT(named_run, (), (id, is_there))

// A loose scan of the index on flow_run_id: from one id to the next, not through the rows of each.
db::sql select_named(std::string_view table, uuid after, std::int64_t max_rows)
{
    std::string const next = "(SELECT flow_run_id FROM " + std::string{table} + " WHERE flow_run_id > ";
    db::sql query{"WITH RECURSIVE named(id, number) AS (SELECT "};
    query << next << db::arg(after) << " ORDER BY flow_run_id LIMIT 1), 1 UNION ALL SELECT " << next
          << "named.id ORDER BY flow_run_id LIMIT 1), named.number + 1 FROM named WHERE named.id IS NOT NULL AND "
             "named.number < "
          << db::arg(max_rows)
          << ") SELECT named.id, EXISTS (SELECT 1 FROM flow_run WHERE flow_run.id = named.id) AS is_there FROM named "
             "WHERE named.id IS NOT NULL";
    return query;
}

struct stale_collection
{
    uuid id;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(stale_collection, (), (id, key))

constexpr std::string_view has_no_artifact =
    "NOT EXISTS (SELECT 1 FROM artifact WHERE artifact.id = artifact_collection.latest_id)";

} // namespace

task<named_runs> read_named_runs(db::connection& conn, run_record of, uuid after, std::int64_t max_rows)
{
    auto const rows = co_await conn.rows<named_run>(select_named(table_of(of), after, max_rows));
    named_runs found;
    found.last = after;
    for (auto const& row : rows) {
        ++found.count;
        found.last = row.id;
        if (!row.is_there)
            found.missing.push_back(row.id);
    }
    co_return found;
}

task<std::int64_t> delete_run_records(db::connection& conn, run_record of, std::vector<uuid> runs,
                                      std::int64_t max_rows)
{
    auto const table = table_of(of);
    db::sql statement{"DELETE FROM "};
    statement << table << " WHERE id IN (SELECT id FROM " << table << " WHERE "
              << db::query::is_any_of("flow_run_id", runs) << " LIMIT " << db::arg(max_rows)
              << conn.grammar().locking(db::row_lock::claim) << ")";
    return conn.execute(std::move(statement));
}

task<std::int64_t> mend_artifact_collections(db::connection& conn, std::int64_t max_rows)
{
    db::sql claim{"SELECT id, key FROM artifact_collection WHERE "};
    claim << has_no_artifact << " LIMIT " << db::arg(max_rows)
          << conn.grammar().locking(db::row_lock::claim, "artifact_collection");
    auto const stale = co_await conn.rows<stale_collection>(std::move(claim));
    for (auto const& one : stale) {
        conn.enqueue(db::sql{
            "UPDATE artifact_collection SET (latest_id, data, description, type, created, updated, flow_run_id, "
            "task_run_id, metadata_) = (SELECT id, data, description, type, created, updated, flow_run_id, "
            "task_run_id, metadata_ FROM artifact WHERE key = $1 ORDER BY created DESC LIMIT 1) WHERE id = $2 AND "
            "EXISTS (SELECT 1 FROM artifact WHERE key = $1)",
            one.key, one.id});
        db::sql forget{"DELETE FROM artifact_collection WHERE id = $1 AND ", one.id};
        conn.enqueue(std::move(forget << has_no_artifact));
    }
    co_return std::ssize(stale);
}

} // namespace praetor::models
