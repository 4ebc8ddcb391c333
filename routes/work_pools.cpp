#include <routes/job_variables.hpp>
#include <routes/pagination.hpp>
#include <routes/routes.hpp>

#include <models/forms/python_text.hpp>
#include <models/orchestration/client_version.hpp>
#include <models/work_pools/concurrency_status.hpp>
#include <models/work_pools/scheduled_runs.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_queue.hpp>
#include <models/work_pools/worker.hpp>
#include <server/services/worker_channels.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::work_pool_answer;
using models::work_queue;

struct work_pool_page_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::work_pool_filter> work_pools;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(work_pool_page_fields, (), (work_pools, limit, offset))

struct work_pool_count_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::work_pool_filter> work_pools;
};
BOOST_DESCRIBE_STRUCT(work_pool_count_fields, (), (work_pools))

struct pool_queue_page_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    std::optional<models::filters::work_queue_filter> work_queues;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(pool_queue_page_fields, (), (work_queues, limit, offset))

struct worker_page_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::worker_filter> workers;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(worker_page_fields, (), (workers, limit, offset))

struct heartbeat_fields
{
    std::string name;
    std::optional<std::int64_t> heartbeat_interval_seconds;
};
BOOST_DESCRIBE_STRUCT(heartbeat_fields, (), (name, heartbeat_interval_seconds))

struct poll_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    std::optional<std::vector<std::string>> work_queue_names;
    std::optional<timestamp> scheduled_before;
    std::optional<timestamp> scheduled_after;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(poll_fields, (), (work_queue_names, scheduled_before, scheduled_after, limit))

// As many runs of each queue as a page shows.
using runs_of_queue = json::constrained<std::int64_t, json::between_limits<0, 200>>;

struct pool_slot_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    defaulted<page_number> page{page_number{1}};
    std::optional<std::int64_t> limit;
    defaulted<runs_of_queue> flow_run_limit{runs_of_queue{10}};
};
BOOST_DESCRIBE_STRUCT(pool_slot_fields, (), (page, limit, flow_run_limit))

struct pool_slot_page
{
    std::int64_t active_slots = 0;
    std::optional<std::int64_t> concurrency_limit;
    std::vector<models::work_queue_concurrency_status_detail> queues;
    std::int64_t count = 0;
    std::int64_t limit = 0;
    std::int64_t pages = 0;
    std::int64_t page = 1;
};
BOOST_DESCRIBE_STRUCT(pool_slot_page, (), (active_slots, concurrency_limit, queues, count, limit, pages, page))

// What the reference says of pools whose names it keeps for itself.
constexpr std::string_view reserved = "Work pools starting with 'Prefect' are reserved for internal use";

void refuse_reserved(std::string_view rest)
{
    throw error{errc::forbidden, std::string{reserved} + std::string{rest}};
}

// Clients to 3.3.7 fail on a member that they do not know.
void fit_to_client(scope const& rq, work_pool_answer& pool)
{
    if (models::knows_result_storage(models::client_version_of(rq.request().header("user-agent"))))
        return;
    auto storage = json::parse(pool.storage_configuration.text);
    if (auto* object = storage.if_object())
        object->erase("default_result_storage_block_id");
    pool.storage_configuration.text = json::serialize(storage);
}

task<reply<work_pool_answer>> create_work_pool(scope& rq, body<models::work_pool_create> wanted)
{
    if (models::is_reserved_pool_name(*wanted->name))
        refuse_reserved(".");
    co_await check_job_variables(rq, wanted->base_job_template->value.text, {},
                                 models::job_variables_of::work_pool_defaults);
    auto made = co_await rq.db().transaction(models::create_work_pool, std::move(*wanted), true);
    rq.publish(std::move(made.events));
    fit_to_client(rq, made.value);
    co_return reply<work_pool_answer>{std::move(made.value), http::status::created};
}

task<work_pool_answer> read_work_pool(scope& rq, std::string name)
{
    auto found = co_await rq.db().read(models::read_work_pool, name);
    if (!found)
        models::refuse_unknown_pool(name);
    fit_to_client(rq, *found);
    co_return std::move(*found);
}

task<std::vector<work_pool_answer>> read_work_pools(scope& rq, fields<work_pool_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto found = co_await rq.db().read(models::read_work_pools, std::move(wanted->work_pools), range);
    for (auto& pool : found)
        fit_to_client(rq, pool);
    co_return found;
}

task<std::int64_t> count_work_pools(scope& rq, fields<work_pool_count_fields> wanted)
{
    return rq.db().read(models::count_work_pools, std::move(wanted->work_pools));
}

// Of a reserved pool only the pause and the limit may change.
bool changes_what_is_reserved(models::work_pool_update const& wanted)
{
    return wanted.description.sent() || wanted.base_job_template.sent() || wanted.storage_configuration.sent();
}

task<void> update_work_pool(scope& rq, std::string name, body<models::work_pool_update> wanted)
{
    if (models::is_reserved_pool_name(name) && changes_what_is_reserved(*wanted))
        refuse_reserved(" and can only be updated to set concurrency limits or pause.");
    bool const must_send = models::concerns_workers(*wanted);
    auto done = co_await rq.db().transaction(models::update_work_pool, name, std::move(*wanted));
    if (!done.value)
        models::refuse_unknown_pool(name);
    rq.publish(std::move(done.events));
    if (must_send)
        rq.app().channels.send_change(*done.value, {"work_pool_updated"});
}

task<void> delete_work_pool(scope& rq, std::string name)
{
    if (models::is_reserved_pool_name(name))
        refuse_reserved(" and can not be deleted.");
    auto done = co_await rq.db().transaction(models::delete_work_pool, name);
    if (!done.value)
        models::refuse_unknown_pool(name);
    rq.publish(std::move(done.events));
    rq.app().channels.send_change(*done.value, {"work_pool_deleted", true});
}

task<pool_slot_page> read_concurrency_status(scope& rq, std::string name, fields<pool_slot_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    std::int64_t const max_runs = **wanted->flow_run_limit;
    auto found = co_await rq.db().read(models::read_pool_slots, name, rows_of_page(page, limit), max_runs);
    if (!found)
        refuse_unknown("Work pool " + models::schemas::python_repr(std::string_view{name}) + " not found.");
    auto const count = found->queues.count;
    co_return pool_slot_page{found->active_slots,
                             found->concurrency_limit,
                             std::move(found->queues.rows),
                             count,
                             limit,
                             pages_of(count, limit),
                             page};
}

task<std::vector<models::worker_flow_run>> get_scheduled_flow_runs(scope& rq, std::string name,
                                                                   fields<poll_fields> wanted)
{
    models::worker_poll asked{std::move(name), wanted->work_queue_names.value_or(std::vector<std::string>{}),
                              wanted->scheduled_before, wanted->scheduled_after, rq.limit(wanted->limit)};
    auto found = co_await rq.db().read(models::read_scheduled_runs, std::move(asked));
    rq.polls().push({std::move(found.queues), {}});
    co_return std::move(found.runs);
}

task<reply<work_queue>> create_work_queue(scope& rq, std::string pool, body<models::work_queue_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_work_queue, std::move(pool), std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<work_queue>{std::move(made.value), http::status::created};
}

task<work_queue> read_work_queue(scope& rq, std::string pool, std::string name)
{
    models::queue_name which{std::move(pool), std::move(name)};
    auto found = co_await rq.db().read(models::read_work_queue, models::queue_key{which});
    if (!found)
        models::refuse_unknown_queue(which);
    co_return std::move(*found);
}

task<std::vector<work_queue>> read_work_queues(scope& rq, std::string pool, fields<pool_queue_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto found = co_await rq.db().read(models::read_queues_of_pool, pool, std::move(wanted->work_queues), range);
    if (!found)
        models::refuse_unknown_pool(pool);
    co_return std::move(*found);
}

task<void> update_work_queue(scope& rq, std::string pool, std::string name, body<models::work_queue_update> wanted)
{
    models::queue_key const which = models::queue_name{std::move(pool), std::move(name)};
    auto done = co_await rq.db().transaction(models::update_work_queue, which, std::move(*wanted));
    rq.publish(std::move(done.events));
}

task<void> delete_work_queue(scope& rq, std::string pool, std::string name)
{
    models::queue_key const which = models::queue_name{std::move(pool), std::move(name)};
    auto done = co_await rq.db().transaction(models::delete_work_queue, which);
    rq.publish(std::move(done.events));
}

task<void> worker_heartbeat(scope& rq, std::string pool, fields<heartbeat_fields> wanted)
{
    models::heartbeat heard{std::move(wanted->name), wanted->heartbeat_interval_seconds};
    auto done = co_await rq.db().transaction(models::record_heartbeat, pool, std::move(heard));
    if (!done.value)
        models::refuse_unknown_pool(pool);
    rq.publish(std::move(done.events));
}

task<std::vector<models::worker>> read_workers(scope& rq, std::string pool, fields<worker_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto found = co_await rq.db().read(models::read_workers, pool, std::move(wanted->workers), range);
    if (!found)
        models::refuse_unknown_pool(pool);
    co_return std::move(*found);
}

task<void> delete_worker(scope& rq, std::string pool, std::string name)
{
    auto const done = co_await rq.db().transaction(models::delete_worker, pool, std::move(name));
    if (done == models::worker_deletion::unknown_pool)
        models::refuse_unknown_pool(pool);
    if (done == models::worker_deletion::unknown_worker)
        refuse_unknown("Worker not found.");
}

} // namespace

void add_work_pools(router& r)
{
    r.section("Work Pools");
    r.post<"/work_pools/", create_work_pool>()
        .needs(role::operator_)
        .answers(201)
        .refuses(403)
        .refuses(404)
        .refuses(409);
    r.get<"/work_pools/{name}", read_work_pool>().needs(role::viewer).refuses(404);
    r.post<"/work_pools/filter", read_work_pools>().needs(role::viewer);
    r.post<"/work_pools/count", count_work_pools>().needs(role::viewer);
    r.patch<"/work_pools/{name}", update_work_pool>().needs(role::operator_).refuses(403).refuses(404).refuses(409);
    r.del<"/work_pools/{name}", delete_work_pool>().needs(role::operator_).refuses(403).refuses(404);
    r.post<"/work_pools/{name}/concurrency_status", read_concurrency_status>()
        .needs(role::viewer)
        .called("read_work_pool_concurrency_status")
        .refuses(404);
    r.post<"/work_pools/{name}/get_scheduled_flow_runs", get_scheduled_flow_runs>()
        .needs(role::runner)
        .audit(audited::never)
        .refuses(404);
    r.post<"/work_pools/{work_pool_name}/queues", create_work_queue>()
        .needs(role::operator_)
        .answers(201)
        .refuses(404)
        .refuses(409);
    r.get<"/work_pools/{work_pool_name}/queues/{name}", read_work_queue>().needs(role::viewer).refuses(404);
    r.post<"/work_pools/{work_pool_name}/queues/filter", read_work_queues>().needs(role::viewer).refuses(404);
    r.patch<"/work_pools/{work_pool_name}/queues/{name}", update_work_queue>()
        .needs(role::operator_)
        .refuses(404)
        .refuses(409);
    r.del<"/work_pools/{work_pool_name}/queues/{name}", delete_work_queue>()
        .needs(role::operator_)
        .refuses(404)
        .refuses(409);
    r.post<"/work_pools/{work_pool_name}/workers/heartbeat", worker_heartbeat>()
        .needs(role::runner)
        .audit(audited::never)
        .refuses(404);
    r.post<"/work_pools/{work_pool_name}/workers/filter", read_workers>().needs(role::viewer).refuses(404);
    r.del<"/work_pools/{work_pool_name}/workers/{name}", delete_worker>().needs(role::operator_).refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::heartbeat_fields>
{
    static void add(model_schema& model) { model.nullable("heartbeat_interval_seconds"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::pool_slot_page>
{
    static constexpr std::string_view name = "WorkPoolConcurrencyStatus";
};

PRAETOR_JSON_CODEC(praetor::routes::work_pool_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::work_pool_count_fields)
PRAETOR_JSON_CODEC(praetor::routes::pool_queue_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::worker_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::heartbeat_fields)
PRAETOR_JSON_CODEC(praetor::routes::poll_fields)
PRAETOR_JSON_CODEC(praetor::routes::pool_slot_fields)
PRAETOR_JSON_CODEC(praetor::routes::pool_slot_page)
