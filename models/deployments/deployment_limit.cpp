#include <models/deployments/deployment_limit.hpp>

#include <db/query/insert.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>
#include <db/schema/tables/deployment.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;
constexpr auto const& limits = db::tables::concurrency_limit_v2;

void enqueue_new_limit(db::connection& conn, stored_deployment& of, std::int64_t slots, timestamp when)
{
    concurrency_limit_response made{new_row(when)};
    made.name = "deployment:" + to_string(of.id);
    made.limit = slots;
    conn.enqueue(query::insert_into(limits)
                     .row(made)
                     .set(limits.denied_slots, 0)
                     .set(limits.avg_slot_occupancy_seconds, 2.0)
                     .statement());
    of.concurrency_limit_id = made.id;
    of.limit = std::move(made);
}

} // namespace

void enqueue_limit(db::connection& conn, stored_deployment& of, std::optional<std::int64_t> slots, timestamp when)
{
    auto const current = of.limit ? std::optional{of.limit->limit} : std::nullopt;
    if (current == slots)
        return;
    if (!slots) {
        conn.enqueue(query::delete_from(limits).where(limits.id == of.limit->id).statement());
        of.limit.reset();
        of.concurrency_limit_id.reset();
    }
    else if (of.limit) {
        conn.enqueue(query::update(limits)
                         .set(limits.updated, when)
                         .set(limits.limit, *slots)
                         .where(limits.id == of.limit->id)
                         .statement());
        of.limit->limit = *slots;
        of.limit->updated = when;
    }
    else
        enqueue_new_limit(conn, of, *slots, when);
    conn.enqueue(query::update(table)
                     .set(table.updated, when)
                     .set(table.concurrency_limit, slots)
                     .set(table.concurrency_limit_id, of.concurrency_limit_id)
                     .where(table.id == of.id)
                     .statement());
    of.updated = when;
}

} // namespace praetor::models
