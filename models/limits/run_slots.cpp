#include <models/limits/run_slots.hpp>

#include <models/limits/legacy_tag_limit.hpp>
#include <models/limits/slot_rows.hpp>

#include <db/rows.hpp>

namespace praetor::models {
namespace {

// The limits whose ids a query gives, and those of leases. Not by OR, for which PostgreSQL reads the whole table.
std::string limits_of(db::grammar const& grammar, std::string const& ids, std::string const& leases)
{
    auto const all = ids +
                     " UNION ALL SELECT leased.limit_id FROM praetor_concurrency_lease AS lease JOIN "
                     "praetor_leased_limit AS leased ON leased.lease_id = lease.id WHERE " +
                     leases;
    return grammar.is_among("id", all);
}

// The states of a flow run, as `run`, in which rules may take a slot of its deployment or give one back. Who changes
// nothing need not wait for who does.
std::string_view may_change_slots(state_type wanted, bool marks_late)
{
    if (marks_late)
        return "TRUE";
    switch (wanted) {
    case state_type::CANCELLING:
        return "FALSE";
    case state_type::RUNNING:
        return "run.state_type = 'PENDING'";
    case state_type::PENDING:
        return "(run.state_type IS NULL OR run.state_type NOT IN ('PENDING', 'RUNNING', 'CANCELLING'))";
    default:
        return "run.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')";
    }
}

} // namespace

pending_slots::pending_slots(db::connection& conn, db::sql const& leases, db::sql const& limits)
    : leases_(conn.deferred_rows<lease_row>(select_leases(conn.grammar(), leases))),
      limits_(conn.deferred_rows<concurrency_limit>(select_limits(conn.grammar(), limits)))
{}

pending_slots pending_slots::of_flow_run(db::connection& conn, uuid run, state_type wanted, bool marks_late)
{
    std::string const leases =
        "lease.id = (SELECT " + lease_of_state(conn.grammar()) +
        " FROM flow_run AS run JOIN flow_run_state AS state ON state.id = run.state_id WHERE run.id = $1) OR "
        "lease.holder_id = (SELECT parent_task_run_id FROM flow_run WHERE id = $1)";
    std::string const limit = "SELECT deployment.concurrency_limit_id FROM flow_run AS run JOIN deployment ON "
                              "deployment.id = run.deployment_id WHERE run.id = $1 AND " +
                              std::string{may_change_slots(wanted, marks_late)};
    return {conn, db::sql{leases, run}, db::sql{limits_of(conn.grammar(), limit, leases), run}};
}

pending_slots pending_slots::of_parent(db::connection& conn, uuid run)
{
    constexpr auto leases = "lease.holder_id = $1";
    return {conn, db::sql{leases, run},
            db::sql{limits_of(conn.grammar(), "SELECT id FROM concurrency_limit_v2 WHERE FALSE", leases), run}};
}

pending_slots pending_slots::of_task_run(db::connection& conn, uuid run, state_type wanted)
{
    auto const tags =
        "FROM task_run AS run, " + conn.grammar().array_elements("run.tags", "tag") + " WHERE run.id = $1";
    std::string const leases = "lease.holder_id = $1";
    std::string const named =
        "SELECT named.id FROM concurrency_limit_v2 AS named WHERE named.name IN (SELECT 'tag:' || tag.value " + tags +
        ")";
    pending_slots made{conn, db::sql{leases, run}, db::sql{limits_of(conn.grammar(), named, leases), run}};
    // Only who takes slots need know them.
    if (wanted == state_type::RUNNING)
        made.legacy_limits_ = conn.deferred_rows<tag_limit>(
            select_legacy_limits(conn.grammar(), db::sql{"tag IN (SELECT tag.value " + tags + ")", run}));
    return made;
}

slot_ledger pending_slots::take(timestamp when, max_waits waits)
{
    std::optional<std::vector<tag_limit>> old;
    if (legacy_limits_)
        old = legacy_limits_->result();
    return {limits_.result(), group_leases(leases_.result()), std::move(old), when, waits};
}

void enqueue_decisions(db::connection& conn, slot_ledger const& slots)
{
    for (auto const& lease : slots.leases()) {
        if (lease.made && !lease.ended)
            enqueue_lease(conn, lease);
        else if (lease.ended && !lease.made)
            enqueue_end_of_lease(conn, lease.id);
        else if (lease.renewed)
            enqueue_expiry(conn, lease.id, lease.expires);
    }
    for (auto const& id : slots.forgotten())
        enqueue_end_of_lease(conn, id);
    for (auto const& limit : slots.limits())
        if (limit.changed)
            enqueue_counts(conn, limit);
    for (auto const& old : slots.legacy_limits())
        if (old.changed)
            enqueue_legacy_slots(conn, old, now());
    if (auto const& left = slots.left_unread())
        enqueue_release_of_legacy_slots(conn, left->tags, left->run, now());
}

} // namespace praetor::models
