// Deprecated: queues by their id, as agents know them.
#include <routes/pagination.hpp>
#include <routes/routes.hpp>

#include <models/work_pools/concurrency_status.hpp>
#include <models/work_pools/queue_health.hpp>
#include <models/work_pools/scheduled_runs.hpp>
#include <models/work_pools/work_queue.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/problems.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::work_queue;

struct work_queue_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    std::optional<models::filters::work_queue_filter> work_queues;
};
BOOST_DESCRIBE_STRUCT(work_queue_page_fields, (), (limit, offset, work_queues))

struct queue_run_fields
{
    std::optional<std::int64_t> limit;
    std::optional<timestamp> scheduled_before;
};
BOOST_DESCRIBE_STRUCT(queue_run_fields, (), (limit, scheduled_before))

struct queue_slot_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    defaulted<page_number> page{page_number{1}};
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(queue_slot_fields, (), (page, limit))

struct queue_slot_page
{
    std::int64_t active_slots = 0;
    std::optional<std::int64_t> concurrency_limit;
    std::vector<models::flow_run_slot_summary> flow_runs;
    std::int64_t count = 0;
    std::int64_t limit = 0;
    std::int64_t pages = 0;
    std::int64_t page = 1;
};
BOOST_DESCRIBE_STRUCT(queue_slot_page, (), (active_slots, concurrency_limit, flow_runs, count, limit, pages, page))

constexpr std::string_view dashboard_header = "x-prefect-ui";

// The dashboard only looks at what is queued: that is no poll.
bool is_dashboard(http::request const& rq)
{
    auto const sent = rq.header(dashboard_header);
    if (sent.empty())
        return false;
    bool answer = false;
    json::problems found{"header"};
    json::problems::descent const into{found, dashboard_header};
    if (!json::read(answer, boost::json::value{sent}, found))
        throw json::invalid_request{found.to_json(), rq.body.empty() ? "null" : rq.body};
    return answer;
}

task<reply<work_queue>> create_work_queue(scope& rq, body<models::work_queue_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_agent_queue, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<work_queue>{std::move(made.value), http::status::created};
}

task<void> update_work_queue(scope& rq, uuid id, body<models::work_queue_update> wanted)
{
    auto done = co_await rq.db().transaction(models::update_work_queue, models::queue_key{id}, std::move(*wanted));
    if (!done.value)
        refuse_unknown("Work Queue " + to_string(id) + " not found");
    rq.publish(std::move(done.events));
}

task<work_queue> read_work_queue_by_name(scope& rq, std::string name)
{
    auto found = co_await rq.db().read(models::read_agent_queue, std::move(name));
    if (!found)
        refuse_unknown("work queue not found");
    co_return std::move(*found);
}

task<work_queue> read_work_queue(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_work_queue, models::queue_key{id});
    if (!found)
        refuse_unknown("work queue not found");
    co_return std::move(*found);
}

task<std::vector<models::flow_run>> read_runs(scope& rq, uuid id, fields<queue_run_fields> wanted)
{
    auto const is_poll = !is_dashboard(rq.request());
    auto const limit = rq.limit(wanted->limit);
    auto found = co_await rq.db().read(models::read_runs_of_queue, id, wanted->scheduled_before, limit);
    if (is_poll)
        rq.polls().push({std::move(found.queues), {}});
    co_return std::move(found.runs);
}

task<std::vector<work_queue>> read_work_queues(scope& rq, fields<work_queue_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_work_queues, std::move(wanted->work_queues), range);
}

task<void> delete_work_queue(scope& rq, uuid id)
{
    auto done = co_await rq.db().transaction(models::delete_work_queue, models::queue_key{id});
    if (!done.value)
        refuse_unknown("work queue not found");
    rq.publish(std::move(done.events));
}

task<queue_slot_page> read_concurrency_status(scope& rq, uuid id, fields<queue_slot_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    auto found = co_await rq.db().read(models::read_queue_slots, id, rows_of_page(page, limit));
    if (!found)
        refuse_unknown("Work queue not found.");
    auto const count = found->active_slots;
    co_return queue_slot_page{
        count, found->concurrency_limit, std::move(found->flow_runs), count, limit, pages_of(count, limit), page};
}

task<models::work_queue_status_detail> read_work_queue_status(scope& rq, uuid id)
{
    return rq.db().read(models::read_queue_health, id);
}

} // namespace

void add_work_queues(router& r)
{
    r.section("Work Queues");
    r.post<"/work_queues/", create_work_queue>().needs(role::operator_).answers(201).refuses(409);
    r.patch<"/work_queues/{id:uuid}", update_work_queue>().needs(role::operator_).refuses(404).refuses(409);
    r.get<"/work_queues/name/{name}", read_work_queue_by_name>().needs(role::viewer).refuses(404);
    r.get<"/work_queues/{id:uuid}", read_work_queue>().needs(role::viewer).refuses(404);
    r.post<"/work_queues/{id:uuid}/get_runs", read_runs>()
        .needs(role::runner)
        .audit(audited::never)
        .called("read_work_queue_runs")
        .hears(dashboard_header)
        .refuses(404);
    r.post<"/work_queues/filter", read_work_queues>().needs(role::viewer);
    r.del<"/work_queues/{id:uuid}", delete_work_queue>().needs(role::operator_).refuses(404).refuses(409);
    r.post<"/work_queues/{id:uuid}/concurrency_status", read_concurrency_status>()
        .needs(role::viewer)
        .called("read_work_queue_concurrency_status")
        .refuses(404);
    r.get<"/work_queues/{id:uuid}/status", read_work_queue_status>().needs(role::viewer).refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::queue_slot_page>
{
    static constexpr std::string_view name = "WorkQueueConcurrencyStatus";
};

PRAETOR_JSON_CODEC(praetor::routes::work_queue_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::queue_run_fields)
PRAETOR_JSON_CODEC(praetor::routes::queue_slot_fields)
PRAETOR_JSON_CODEC(praetor::routes::queue_slot_page)
