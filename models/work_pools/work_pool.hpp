// Work pools: where flow runs wait for workers, and how these run them.
#pragma once

#include <models/runs/legacy_documents.hpp>
#include <models/runs/related_row.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>
#include <models/work_pools/base_job_template.hpp>
#include <models/work_pools/work_pool_filter.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(work_pool_status, READY, NOT_READY, PAUSED)

// "READY": the name on the wire and in the rows.
std::string_view to_text(work_pool_status status);

// Where code of flows is kept on its way to a worker, and results by default.
struct work_pool_storage
{
    static constexpr bool refuses_unknown = true;
    std::optional<json::json_object> bundle_upload_step;
    std::optional<json::json_object> bundle_execution_step;
    std::optional<uuid> default_result_storage_block_id;
};
BOOST_DESCRIBE_STRUCT(work_pool_storage, (),
                      (bundle_upload_step, bundle_execution_step, default_result_storage_block_id))

template <>
void stored_document<work_pool_storage>::complete();

// The type of pools that agents poll. Nobody keeps their status, and replies do not tell one.
inline constexpr std::string_view agent_pool_type = "prefect-agent";
// The pool of queues that name none.
inline constexpr std::string_view default_agent_pool = "default-agent-pool";

// A row of table work_pool, as replies show it.
struct work_pool : stored_row
{
    std::string name; // unique
    std::optional<std::string> description;
    std::string type;
    json_text base_job_template;
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    std::optional<work_pool_status> status;
    std::optional<uuid> default_queue_id;
    stored_document<work_pool_storage> storage_configuration;
};
BOOST_DESCRIBE_STRUCT(work_pool, (stored_row),
                      (name, description, type, base_job_template, is_paused, concurrency_limit, status,
                       default_queue_id, storage_configuration))

// A pool with the slots that its pending and running runs take, where it has a limit.
struct work_pool_answer : work_pool
{
    std::optional<std::int64_t> active_slots;
};
BOOST_DESCRIBE_STRUCT(work_pool_answer, (work_pool), (active_slots))

// A pool with what the events of its status need.
struct watched_work_pool : work_pool
{
    std::optional<timestamp> last_transitioned_status_at;
    std::optional<uuid> last_status_event_id;
};
BOOST_DESCRIBE_STRUCT(watched_work_pool, (work_pool), (last_transitioned_status_at, last_status_event_id))

// A name, and more than quotes and spaces.
struct work_pool_name_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema);
};
using work_pool_name = json::constrained<std::string, work_pool_name_rule>;

struct work_pool_create
{
    static constexpr bool refuses_unknown = true;
    work_pool_name name;
    std::optional<std::string> description;
    defaulted<std::string> type{std::string{agent_pool_type}};
    defaulted<models::base_job_template> base_job_template;
    defaulted<bool> is_paused;
    std::optional<non_negative> concurrency_limit;
    defaulted<work_pool_storage> storage_configuration;
};
BOOST_DESCRIBE_STRUCT(work_pool_create, (),
                      (name, description, type, base_job_template, is_paused, concurrency_limit, storage_configuration))

struct work_pool_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<std::string>> description;
    patch<std::optional<bool>> is_paused;
    patch<models::base_job_template> base_job_template;
    patch<std::optional<non_negative>> concurrency_limit;
    patch<std::optional<work_pool_storage>> storage_configuration;
};
BOOST_DESCRIBE_STRUCT(work_pool_update, (),
                      (description, is_paused, base_job_template, concurrency_limit, storage_configuration))

// Whether a name is kept for Prefect itself.
bool is_reserved_pool_name(std::string_view name);

// error{errc::not_found} with the reference's words for a pool that is not there.
[[noreturn]] void refuse_unknown_pool(std::string_view name);

// A pool with its default queue, and an event of its status where `with_status`. error{errc::conflict} where the name
// is taken.
task<with_events<work_pool_answer>> create_work_pool(db::connection& conn, work_pool_create wanted, bool with_status);

// Nothing where there is none.
task<std::optional<work_pool_answer>> read_work_pool(db::connection& conn, std::string name);
// By name; the part that `range` says.
task<std::vector<work_pool_answer>> read_work_pools(db::connection& conn,
                                                    std::optional<filters::work_pool_filter> wanted, page range);
task<std::int64_t> count_work_pools(db::connection& conn, std::optional<filters::work_pool_filter> wanted);

// Whether it changes what workers know of their pool by their channels.
bool concerns_workers(work_pool_update const& wanted);

// The id of the pool; nothing where there is none. error{errc::integrity} for null where it is none.
task<with_events<std::optional<uuid>>> update_work_pool(db::connection& conn, std::string name,
                                                        work_pool_update wanted);

// With its queues and workers; its runs and deployments stay, without a queue. The id of the pool; nothing where there
// is none.
task<with_events<std::optional<uuid>>> delete_work_pool(db::connection& conn, std::string name);

// A pool that was NOT_READY is READY from now on, with its event. Within a transaction that has read `pool`; nothing
// where somebody else was faster.
task<std::optional<event>> mark_pool_ready(db::connection& conn, watched_work_pool pool);

// What of a pool events name.
work_pool_row named(work_pool const& pool);

} // namespace praetor::models
