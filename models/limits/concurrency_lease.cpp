#include <models/limits/concurrency_lease.hpp>

#include <models/filters/where.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::lease_holder>
{
    static constexpr std::string_view name = "ConcurrencyLeaseHolder";
};

PRAETOR_JSON_CODEC(praetor::models::holder_kind)
PRAETOR_JSON_CODEC(praetor::models::lease_holder)

namespace praetor::models {
namespace {

// The condition on table concurrency_limit_v2 that a limit is held by one of these leases.
db::sql held_by(std::vector<uuid> const& leases)
{
    db::sql condition{"id IN (SELECT limit_id FROM praetor_leased_limit WHERE "};
    condition << db::query::is_any_of("lease_id", leases) << ")";
    return condition;
}

void end_leases(db::connection& conn, std::vector<concurrency_lease> const& leases,
                std::vector<concurrency_limit>& limits, timestamp when, max_waits const& waits)
{
    for (auto const& lease : leases) {
        auto const occupied = std::chrono::duration<double>(when - lease.created).count();
        for (auto const& id : lease.limits)
            for (auto& limit : limits)
                if (limit.id == id)
                    release_slots_of(limit, lease.slots, occupied, when, waits);
        enqueue_end_of_lease(conn, lease.id);
    }
    if (!leases.empty())
        for (auto const& limit : limits)
            enqueue_counts(conn, limit);
}

} // namespace

std::string_view to_text(holder_kind kind)
{
    switch (kind) {
    case holder_kind::flow_run:
        return "flow_run";
    case holder_kind::task_run:
        return "task_run";
    case holder_kind::deployment:
        break;
    }
    return "deployment";
}

std::string lease_of_state(db::grammar const& grammar)
{
    return grammar.to_uuid(grammar.json_value("state.state_details", "deployment_concurrency_lease_id"));
}

db::sql select_leases(db::grammar const& grammar, db::sql const& condition)
{
    db::sql query{"SELECT lease.id, lease.created, lease.expires, lease.slots, lease.holder_type, lease.holder_id, "
                  "leased.limit_id FROM praetor_concurrency_lease AS lease LEFT JOIN praetor_leased_limit AS leased "
                  "ON leased.lease_id = lease.id WHERE "};
    query << condition << " ORDER BY lease.id" << grammar.locking(db::row_lock::update, "lease");
    return query;
}

std::vector<concurrency_lease> group_leases(std::vector<lease_row> rows)
{
    std::vector<concurrency_lease> all;
    for (auto const& row : rows) {
        if (all.empty() || all.back().id != row.id) {
            all.push_back({row.id, {}, row.slots, row.created, row.expires, std::nullopt});
            if (row.holder_type && row.holder_id)
                all.back().holder = lease_holder{*row.holder_type, *row.holder_id};
        }
        if (row.limit_id)
            all.back().limits.push_back(*row.limit_id);
    }
    return all;
}

void enqueue_lease(db::connection& conn, concurrency_lease const& made)
{
    std::optional<holder_kind> type;
    std::optional<uuid> holder;
    if (made.holder) {
        type = made.holder->type;
        holder = made.holder->id;
    }
    conn.enqueue(db::sql{"INSERT INTO praetor_concurrency_lease (id, created, expires, slots, holder_type, holder_id) "
                         "VALUES ($1, $2, $3, $4, $5, $6)",
                         made.id, made.created, made.expires, made.slots, type, holder});
    for (auto const& limit : made.limits)
        conn.enqueue(db::sql{"INSERT INTO praetor_leased_limit (lease_id, limit_id) VALUES ($1, $2)", made.id, limit});
}

void enqueue_expiry(db::connection& conn, uuid id, timestamp expires)
{
    conn.enqueue(db::sql{"UPDATE praetor_concurrency_lease SET expires = $2 WHERE id = $1", id, expires});
}

void enqueue_end_of_lease(db::connection& conn, uuid id)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_leased_limit WHERE lease_id = $1", id});
    conn.enqueue(db::sql{"DELETE FROM praetor_concurrency_lease WHERE id = $1", id});
}

task<bool> renew_lease(db::connection& conn, uuid id, duration lifetime)
{
    auto const found = co_await conn.execute(
        db::sql{"UPDATE praetor_concurrency_lease SET expires = $2 WHERE id = $1", id, now() + lifetime});
    co_return found != 0;
}

task<void> end_lease(db::connection& conn, uuid id, max_waits waits)
{
    auto held = conn.deferred_rows<lease_row>(select_leases(conn.grammar(), db::sql{"lease.id = $1", id}));
    auto limits = co_await conn.rows<concurrency_limit>(select_limits(conn.grammar(), held_by({id})));
    end_leases(conn, group_leases(held.result()), limits, now(), waits);
}

task<std::vector<concurrency_lease>> end_expired_leases(db::connection& conn, timestamp when, std::int64_t max_rows,
                                                        max_waits waits)
{
    db::sql query{"SELECT id FROM praetor_concurrency_lease WHERE expires < $1 ORDER BY expires LIMIT $2", when,
                  max_rows};
    query << conn.grammar().locking(db::row_lock::claim);
    auto const ids = co_await conn.rows<uuid>(std::move(query));
    std::vector<concurrency_lease> leases;
    if (ids.empty())
        co_return leases;
    auto held = conn.deferred_rows<lease_row>(select_leases(conn.grammar(), db::query::is_any_of("lease.id", ids)));
    auto limits = co_await conn.rows<concurrency_limit>(select_limits(conn.grammar(), held_by(ids)));
    leases = group_leases(held.result());
    end_leases(conn, leases, limits, when, waits);
    co_return leases;
}

task<void> end_leases_of_task_runs(db::connection& conn, db::sql runs, max_waits waits)
{
    db::sql query{"SELECT id FROM praetor_concurrency_lease WHERE holder_type = 'task_run' AND holder_id IN ("};
    query << std::move(runs) << ") ORDER BY id" << conn.grammar().locking(db::row_lock::update);
    auto const ids = co_await conn.rows<uuid>(std::move(query));
    if (ids.empty())
        co_return;
    auto held = conn.deferred_rows<lease_row>(select_leases(conn.grammar(), db::query::is_any_of("lease.id", ids)));
    auto limits = co_await conn.rows<concurrency_limit>(select_limits(conn.grammar(), held_by(ids)));
    end_leases(conn, group_leases(held.result()), limits, now(), waits);
}

task<leased_slots> acquire_leased_slots(db::connection& conn, slot_request wanted, duration lifetime,
                                        std::optional<lease_holder> holder)
{
    leased_slots made;
    auto const slots = wanted.slots;
    made.taken = co_await acquire_slots(conn, std::move(wanted));
    if (!made.taken.acquired)
        co_return made;
    auto const when = now();
    concurrency_lease lease{uuid::random(), {}, slots, when, when + lifetime, holder};
    for (auto const& limit : made.taken.limits)
        lease.limits.push_back(limit.id);
    enqueue_lease(conn, lease);
    made.lease_id = lease.id;
    co_return made;
}

} // namespace praetor::models
