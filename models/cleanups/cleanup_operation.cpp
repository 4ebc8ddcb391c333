#include <models/cleanups/cleanup_operation.hpp>

#include <server/base/enumerators.hpp>

#include <db/grammar.hpp>
#include <db/rows.hpp>

#include <utility>

namespace praetor::models {

struct active_cleanup : cleanup
{
    std::string status;
    std::optional<std::string> reservation_token;
    std::optional<timestamp> lease_expires;
};
BOOST_DESCRIBE_STRUCT(active_cleanup, (cleanup), (status, reservation_token, lease_expires))

namespace {

constexpr std::string_view worn_out = "max_delivery_attempts_reached";

// Why the worker does not have it; nothing where it does.
std::optional<cleanup_answer> refusal(std::optional<active_cleanup> const& row, cleanup_request const& wanted)
{
    if (!row)
        return cleanup_answer{cleanup_status::not_found, "message_not_found", {}, {}};
    if (row->work_pool_id != wanted.work_pool_id)
        return cleanup_answer{cleanup_status::unauthorized, "work_pool_mismatch", {}, {}};
    if (row->status != "reserved")
        return cleanup_answer{cleanup_status::not_current, "no_active_reservation", {}, {}};
    if (row->reservation_token != wanted.reservation_token)
        return cleanup_answer{cleanup_status::invalid_token, "reservation_token_mismatch", {}, {}};
    return std::nullopt;
}

cleanup_answer bury(db::connection& conn, cleanup row, timestamp when, std::string const& release_reason)
{
    std::optional<std::string> reason;
    if (!release_reason.empty())
        reason = release_reason;
    conn.enqueue(db::sql{"UPDATE praetor_cleanup SET status = 'dead', release_reason = $2, updated = $3 WHERE "
                         "message_id = $1",
                         row.message_id, reason, when});
    return {cleanup_status::dead_lettered, std::string{worn_out}, {}, std::move(row)};
}

void requeue(db::connection& conn, cleanup const& row, timestamp when)
{
    conn.enqueue(
        db::sql{"UPDATE praetor_cleanup SET status = 'waiting', reservation_token = NULL, lease_expires = NULL, "
                "updated = $2 WHERE message_id = $1",
                row.message_id, when});
}

cleanup_answer settle(db::connection& conn, cleanup row, cleanup_request const& wanted, timestamp when,
                      cleanup_policy const& policy)
{
    switch (wanted.operation) {
    case cleanup_operation::ack:
        conn.enqueue(
            db::sql{"UPDATE praetor_cleanup SET status = 'completed', reservation_token = NULL, lease_expires = "
                    "NULL, updated = $2 WHERE message_id = $1",
                    row.message_id, when});
        return {};
    case cleanup_operation::release:
        if (row.delivery_count >= policy.max_deliveries)
            return bury(conn, std::move(row), when, wanted.reason);
        requeue(conn, row, when);
        return {};
    case cleanup_operation::renew:
        break;
    }
    auto const expires = when + policy.lease;
    conn.enqueue(db::sql{"UPDATE praetor_cleanup SET lease_expires = $2, updated = $3 WHERE message_id = $1",
                         row.message_id, expires, when});
    return {cleanup_status::accepted, {}, expires, {}};
}

} // namespace

std::string_view to_text(cleanup_operation operation)
{
    return enumerator_name(operation);
}

std::string_view to_text(cleanup_status status)
{
    return enumerator_name(status);
}

task<cleanup_answer> settle_cleanup(db::connection& conn, cleanup_request wanted, timestamp when, cleanup_policy policy)
{
    db::sql query{
        "SELECT message_id, idempotency_key, work_pool_id, work_queue_id, kind, target, data, delivery_count, "
        "status, reservation_token, lease_expires FROM praetor_cleanup WHERE message_id = $1 AND status IN "
        "('waiting', 'reserved')",
        wanted.message_id};
    query << conn.grammar().locking(db::row_lock::update);
    auto row = co_await conn.row<active_cleanup>(std::move(query));
    if (auto refused = refusal(row, wanted))
        co_return std::move(*refused);
    if (row->lease_expires > when)
        co_return settle(conn, std::move(*row), wanted, when, policy);
    if (row->delivery_count >= policy.max_deliveries)
        co_return bury(conn, std::move(*row), when, {});
    requeue(conn, *row, when);
    co_return cleanup_answer{cleanup_status::expired, "lease_expired", {}, {}};
}

} // namespace praetor::models
