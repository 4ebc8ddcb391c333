#include <models/cleanups/cleanup.hpp>

#include <server/base/error.hpp>
#include <server/base/random_token.hpp>

#include <db/grammar.hpp>
#include <db/query/membership.hpp>
#include <db/rows.hpp>

#include <utility>

namespace praetor::models {
namespace {

// Statements name what is active in the words of its index, for SQLite takes the index for these alone.
constexpr std::string_view columns =
    "message_id, idempotency_key, work_pool_id, work_queue_id, kind, target, data, delivery_count";

db::sql select_cleanup(std::string_view condition, auto... arguments)
{
    db::sql query{"SELECT "};
    query << columns << " FROM praetor_cleanup WHERE " << db::sql{condition, arguments...};
    return query;
}

} // namespace

task<cleanup> enqueue_cleanup(db::connection& conn, new_cleanup wanted)
{
    db::sql insertion{"INSERT INTO praetor_cleanup (message_id, idempotency_key, work_pool_id, work_queue_id, kind, "
                      "target, data, status, created, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8) "
                      "ON CONFLICT DO NOTHING RETURNING ",
                      wanted.message_id,
                      wanted.idempotency_key,
                      wanted.work_pool_id,
                      wanted.work_queue_id,
                      wanted.kind,
                      wanted.target,
                      wanted.data,
                      now()};
    insertion << columns;
    auto made = co_await conn.row<cleanup>(std::move(insertion));
    if (made)
        co_return std::move(*made);
    auto known = co_await conn.row<cleanup>(select_cleanup("message_id = $1", wanted.message_id));
    if (known && (known->idempotency_key != wanted.idempotency_key || known->work_pool_id != wanted.work_pool_id))
        throw error{errc::conflict, "message_id is already associated with a different cleanup message"};
    if (known)
        co_return std::move(*known);
    auto same = co_await conn.row<cleanup>(
        select_cleanup("work_pool_id = $1 AND idempotency_key = $2", wanted.work_pool_id, wanted.idempotency_key));
    if (!same)
        throw error{errc::unavailable, "a cleanup was forgotten while it was asked for again"};
    co_return std::move(*same);
}

task<std::optional<reserved_cleanup>> reserve_cleanup(db::connection& conn, cleanup_wish wanted, timestamp when,
                                                      cleanup_policy policy)
{
    db::sql reservation{
        "UPDATE praetor_cleanup SET status = 'reserved', delivery_count = delivery_count + 1, "
        "reservation_token = $1, lease_expires = $2, updated = $3 WHERE message_id = (SELECT message_id "
        "FROM praetor_cleanup WHERE status IN ('waiting', 'reserved') AND status = 'waiting' AND work_pool_id = $4 AND "
        "delivery_count < $5 AND ",
        random_token(),
        when + policy.lease,
        when,
        wanted.work_pool_id,
        policy.max_deliveries};
    reservation << db::query::is_any_of("kind", wanted.kinds);
    if (wanted.work_queues)
        reservation << " AND " << db::query::is_any_of("work_queue_id", *wanted.work_queues);
    reservation << " ORDER BY created, message_id LIMIT 1" << conn.grammar().locking(db::row_lock::claim)
                << ") RETURNING " << columns << ", reservation_token, lease_expires";
    return conn.row<reserved_cleanup>(std::move(reservation));
}

task<std::vector<uuid>> pools_with_cleanups(db::connection& conn, std::vector<uuid> pools, timestamp when)
{
    db::sql query{"SELECT DISTINCT work_pool_id FROM praetor_cleanup WHERE status IN ('waiting', 'reserved') AND "
                  "(status = 'waiting' OR lease_expires <= $1) AND ",
                  when};
    query << db::query::is_any_of("work_pool_id", pools);
    return conn.rows<uuid>(std::move(query));
}

task<std::vector<ended_lease>> end_cleanup_leases(db::connection& conn, std::optional<uuid> work_pool, timestamp when,
                                                  std::int64_t max_rows, cleanup_policy policy)
{
    db::sql query{
        "UPDATE praetor_cleanup SET status = CASE WHEN delivery_count >= $1 THEN 'dead' ELSE 'waiting' END, "
        "reservation_token = CASE WHEN delivery_count >= $1 THEN reservation_token END, lease_expires = CASE "
        "WHEN delivery_count >= $1 THEN lease_expires END, updated = $2 WHERE message_id IN (SELECT message_id "
        "FROM praetor_cleanup WHERE status IN ('waiting', 'reserved') AND ((status = 'reserved' AND "
        "lease_expires <= $2) OR (status = 'waiting' AND delivery_count >= $1))",
        policy.max_deliveries, when};
    if (work_pool)
        query << " AND work_pool_id = " << db::arg(*work_pool);
    query << " ORDER BY created, message_id LIMIT " << db::arg(max_rows) << conn.grammar().locking(db::row_lock::claim)
          << ") RETURNING " << columns << ", status";
    return conn.rows<ended_lease>(std::move(query));
}

task<std::int64_t> forget_cleanups(db::connection& conn, timestamp when, std::int64_t max_rows, cleanup_policy policy)
{
    std::int64_t forgotten = co_await conn.execute(db::sql{
        "DELETE FROM praetor_cleanup WHERE message_id IN (SELECT message_id FROM praetor_cleanup WHERE status IN "
        "('waiting', 'reserved') AND status = 'waiting' AND NOT EXISTS (SELECT 1 FROM work_pool WHERE work_pool.id = "
        "praetor_cleanup.work_pool_id) "
        "LIMIT $1)",
        max_rows});
    if (policy.remembered) {
        auto const completed = co_await conn.execute(
            db::sql{"DELETE FROM praetor_cleanup WHERE message_id IN (SELECT message_id FROM praetor_cleanup WHERE "
                    "status = 'completed' AND updated <= $1 ORDER BY updated LIMIT $2)",
                    when - *policy.remembered, max_rows});
        forgotten += completed;
    }
    co_return forgotten;
}

} // namespace praetor::models
