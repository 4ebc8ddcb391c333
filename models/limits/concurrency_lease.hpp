// Leases on slots: who took slots and does not renew in time loses them. They last: rows of praetor's own tables, made
// and ended in the transaction that takes or gives back their slots (decision 0007). Whoever locks leases and limits
// locks the leases first.
#pragma once

#include <models/limits/concurrency_limit.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(holder_kind, flow_run, task_run, deployment)

// The name on the wire and in the rows.
std::string_view to_text(holder_kind kind);

struct lease_holder
{
    static constexpr bool refuses_unknown = true;
    holder_kind type{};
    uuid id;
};
BOOST_DESCRIBE_STRUCT(lease_holder, (), (type, id))

// Clients of the first API can not renew.
inline constexpr duration endless_lease = std::chrono::hours{24 * 365 * 100};

struct concurrency_lease
{
    uuid id;
    std::vector<uuid> limits; // some of them may be gone
    std::int64_t slots = 1;   // of each limit
    timestamp created{};
    timestamp expires{};
    std::optional<lease_holder> holder;
};

// A lease and one of its limits.
struct lease_row
{
    uuid id;
    timestamp created{};
    timestamp expires{};
    std::int64_t slots = 1;
    std::optional<holder_kind> holder_type;
    std::optional<uuid> holder_id;
    std::optional<uuid> limit_id;
};
BOOST_DESCRIBE_STRUCT(lease_row, (), (id, created, expires, slots, holder_type, holder_id, limit_id))

// The id of the lease that a flow run's state, as `state`, names in its details.
std::string lease_of_state(db::grammar const& grammar);

// The leases, as `lease`, for which a condition holds, locked by their ids; group_leases() makes leases of the rows.
db::sql select_leases(db::grammar const& grammar, db::sql const& condition);
std::vector<concurrency_lease> group_leases(std::vector<lease_row> rows);

// Each goes with the next awaited statement or the COMMIT: a new lease, its new end, its end now.
void enqueue_lease(db::connection& conn, concurrency_lease const& made);
void enqueue_expiry(db::connection& conn, uuid id, timestamp expires);
void enqueue_end_of_lease(db::connection& conn, uuid id);

// False where there is no such lease.
task<bool> renew_lease(db::connection& conn, uuid id, duration lifetime);

// Ends leases and gives their slots back, counting how long they were held. Nothing where there are none.
task<void> end_lease(db::connection& conn, uuid id, max_waits waits);

// The same for leases that expired before `when`, `max_rows` at a time, passing over those that another server is about
// to end; gives them.
task<std::vector<concurrency_lease>> end_expired_leases(db::connection& conn, timestamp when, std::int64_t max_rows,
                                                        max_waits waits);

// The same for every lease that one of the task runs holds whose ids a query gives: they are about to be deleted, and
// what they hold has no end of its own.
task<void> end_leases_of_task_runs(db::connection& conn, db::sql runs, max_waits waits);

// Takes slots and leases them, both or neither; `taken.acquired` says which.
struct leased_slots
{
    slot_answer taken;
    uuid lease_id;
};
task<leased_slots> acquire_leased_slots(db::connection& conn, slot_request wanted, duration lifetime,
                                        std::optional<lease_holder> holder);

} // namespace praetor::models

namespace praetor::json {
template <>
inline constexpr bool is_literal<models::holder_kind> = true;
}
