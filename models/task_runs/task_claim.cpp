#include <models/task_runs/task_claim.hpp>

#include <db/grammar.hpp>
#include <db/query/membership.hpp>
#include <db/rows.hpp>

namespace praetor::models {
namespace {

// A condition on a run and its `state`. SQLite gives a boolean of JSON as 1.
std::string is_deferred(db::grammar const& grammar)
{
    return "task_run.state_type = 'SCHEDULED' AND CAST(" + grammar.json_value("state.state_details", "deferred") +
           " AS TEXT) IN ('true', '1')";
}

} // namespace

task<std::vector<deferred_run>> read_unclaimed_runs(db::connection& conn, std::vector<std::string> keys, timestamp when,
                                                    std::int64_t max_rows)
{
    db::sql query{"SELECT task_run.id, task_run.task_key FROM task_run JOIN task_run_state AS state ON state.id = "
                  "task_run.state_id LEFT JOIN praetor_task_claim AS claim ON claim.task_run_id = task_run.id AND "
                  "claim.state_id = task_run.state_id AND claim.expires >= $1 WHERE ",
                  when};
    query << is_deferred(conn.grammar()) << " AND " << db::query::is_any_of("task_run.task_key", keys)
          << " AND claim.task_run_id IS NULL ORDER BY state.timestamp, task_run.id LIMIT " << db::arg(max_rows);
    return conn.rows<deferred_run>(std::move(query));
}

task<std::optional<task_run>> claim_task_run(db::connection& conn, uuid id, task_claim by)
{
    db::sql claim{"INSERT INTO praetor_task_claim (task_run_id, state_id, connection_id, worker, expires) SELECT "
                  "task_run.id, task_run.state_id, $2, $3, $4 FROM task_run JOIN task_run_state AS state ON state.id = "
                  "task_run.state_id WHERE task_run.id = $1 AND ",
                  id, by.connection, by.worker, by.expires};
    claim << is_deferred(conn.grammar())
          << " ON CONFLICT (task_run_id) DO UPDATE SET state_id = excluded.state_id, connection_id = "
             "excluded.connection_id, worker = excluded.worker, expires = excluded.expires WHERE "
             "praetor_task_claim.state_id <> excluded.state_id OR praetor_task_claim.expires < "
          << db::arg(now());
    if (by.inherited)
        claim << " OR praetor_task_claim.connection_id = " << db::arg(*by.inherited);
    auto const claimed = co_await conn.execute(std::move(claim));
    if (claimed == 0)
        co_return std::nullopt;
    auto run = co_await read_task_run(conn, id);
    co_return run;
}

task<void> release_task_run(db::connection& conn, uuid id, uuid connection)
{
    co_await conn.execute(
        db::sql{"DELETE FROM praetor_task_claim WHERE task_run_id = $1 AND connection_id = $2", id, connection});
}

task<void> renew_task_claims(db::connection& conn, std::vector<uuid> connections, timestamp expires)
{
    db::sql renew{"UPDATE praetor_task_claim SET expires = $1 WHERE ", expires};
    conn.enqueue(std::move(renew << db::query::is_any_of("connection_id", connections)));
    conn.enqueue(db::sql{"DELETE FROM praetor_task_claim WHERE NOT EXISTS (SELECT 1 FROM task_run WHERE task_run.id = "
                         "praetor_task_claim.task_run_id AND task_run.state_id = praetor_task_claim.state_id)"});
    co_return;
}

task<void> keep_claims_of_worker(db::connection& conn, std::string worker, timestamp expires)
{
    co_await conn.execute(
        db::sql{"UPDATE praetor_task_claim SET expires = $2 WHERE worker = $1 AND expires BETWEEN $3 AND $2",
                std::move(worker), expires, now()});
}

} // namespace praetor::models
