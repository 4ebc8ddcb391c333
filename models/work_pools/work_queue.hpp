// Work queues: the lines in which flow runs of a pool wait, each with a priority and a limit of its own.
#pragma once

#include <models/runs/related_row.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>
#include <models/work_pools/work_pool_filter.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(work_queue_status, READY, NOT_READY, PAUSED)

// "READY": the name on the wire and in the rows.
std::string_view to_text(work_queue_status status);

// A row of table work_queue, as replies show it.
struct work_queue : stored_row
{
    std::string name; // unique in its pool
    std::optional<std::string> description = "";
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    std::int64_t priority = 1;
    std::optional<uuid> work_pool_id;
    std::optional<json_text> filter; // deprecated: runs by their tags and deployments
    std::optional<timestamp> last_polled;
    std::optional<std::string> work_pool_name;
    std::optional<work_queue_status> status;
    std::optional<std::int64_t> active_slots; // of the limit, where there is one
};
BOOST_DESCRIBE_STRUCT(work_queue, (stored_row),
                      (name, description, is_paused, concurrency_limit, priority, work_pool_id, filter, last_polled,
                       work_pool_name, status, active_slots))

// Deprecated: which runs a queue has, whatever their own queue.
struct queue_filter
{
    std::optional<std::vector<std::string>> tags;
    std::optional<std::vector<uuid>> deployment_ids;
};
BOOST_DESCRIBE_STRUCT(queue_filter, (), (tags, deployment_ids))

struct work_queue_create
{
    static constexpr bool refuses_unknown = true;
    entity_name name;
    std::optional<std::string> description = "";
    defaulted<bool> is_paused;
    std::optional<non_negative> concurrency_limit;
    std::optional<positive> priority; // absent: the first that is free
    std::optional<queue_filter> filter;
};
BOOST_DESCRIBE_STRUCT(work_queue_create, (), (name, description, is_paused, concurrency_limit, priority, filter))

struct work_queue_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<std::string>> name;
    patch<std::optional<std::string>> description;
    patch<bool> is_paused;
    patch<std::optional<non_negative>> concurrency_limit;
    patch<std::optional<positive>> priority;
    patch<std::optional<timestamp>> last_polled;
    patch<std::optional<queue_filter>> filter;
};
BOOST_DESCRIBE_STRUCT(work_queue_update, (),
                      (name, description, is_paused, concurrency_limit, priority, last_polled, filter))

// A queue by the names of its pool and itself.
struct queue_name
{
    std::string pool;
    std::string queue;
};

// Or by its id, as deprecated routes ask for it.
using queue_key = std::variant<queue_name, uuid>;

// error{errc::not_found} with the reference's words for a queue that is not there.
[[noreturn]] void refuse_unknown_queue(queue_name const& name);

// A new queue of a pool. error{errc::not_found} where there is no such pool, error{errc::conflict} where the name is
// taken.
task<with_events<work_queue>> create_work_queue(db::connection& conn, std::string pool, work_queue_create wanted);
// The same in the pool of agents, which is made where it is not there: with a queue called "default", which then is the
// one asked for.
task<with_events<work_queue>> create_agent_queue(db::connection& conn, work_queue_create wanted);

// The queue of this name in the pool of agents; made where it is not there, the first of them.
task<with_events<named_row>> ensure_agent_queue(db::connection& conn, std::string name);

// Enqueues the INSERT of a new pool's first queue; the pool's own is enqueued already.
named_row enqueue_default_queue(db::connection& conn, uuid pool, timestamp when);

// Nothing where there is none. For a deprecated route, CANCELLING runs take slots too.
task<std::optional<work_queue>> read_work_queue(db::connection& conn, queue_key which);
// The queue of this name in the pool of agents or, where there is no such pool, in any.
task<std::optional<work_queue>> read_agent_queue(db::connection& conn, std::string name);
// Of one pool, by priority: nothing where there is no such pool.
task<std::optional<std::vector<work_queue>>> read_queues_of_pool(db::connection& conn, std::string pool,
                                                                 std::optional<filters::work_queue_filter> wanted,
                                                                 page range);
// Of all pools, by name, as deprecated routes tell them.
task<std::vector<work_queue>> read_work_queues(db::connection& conn, std::optional<filters::work_queue_filter> wanted,
                                               page range);

// error{errc::not_found} for one named that is not there; else false. A queue by its names makes others make room for
// its priority. error{errc::integrity} for a name that is taken, and for null where it is none.
task<with_events<bool>> update_work_queue(db::connection& conn, queue_key which, work_queue_update wanted);

// The same; its runs and deployments stay, without a queue. error{errc::conflict} for the default queue of a pool, of a
// deprecated route error{errc::integrity}.
task<with_events<bool>> delete_work_queue(db::connection& conn, queue_key which);

} // namespace praetor::models
