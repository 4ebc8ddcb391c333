#include <routes/routes.hpp>

#include <routes/history_range.hpp>
#include <routes/orchestration.hpp>
#include <routes/pagination.hpp>

#include <models/runs/run_history.hpp>
#include <models/task_runs/delete_task_run.hpp>
#include <models/task_runs/set_task_run_state.hpp>
#include <models/task_runs/task_run.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::task_run;
using models::task_run_selection;

struct task_run_page_fields : task_run_selection
{
    static constexpr std::array<std::string_view, 3> read_first{"limit", "sort", "offset"};
    static constexpr bool filters_may_be_null = true;
    defaulted<models::task_run_sort> sort;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(task_run_page_fields, (task_run_selection), (sort, limit, offset))

struct task_run_paginate_fields : task_run_selection
{
    static constexpr std::array<std::string_view, 3> read_first{"limit", "sort", "page"};
    static constexpr bool filters_may_be_null = true;
    defaulted<models::task_run_sort> sort;
    std::optional<std::int64_t> limit;
    defaulted<page_number> page{page_number{1}};
};
BOOST_DESCRIBE_STRUCT(task_run_paginate_fields, (task_run_selection), (sort, limit, page))

struct task_run_history_fields : task_run_selection
{
    static constexpr std::array<std::string_view, 3> read_first{"history_start", "history_end",
                                                                "history_interval_seconds"};
    timestamp history_start{};
    timestamp history_end{};
    double history_interval_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(task_run_history_fields, (task_run_selection),
                      (history_start, history_end, history_interval_seconds))

// A task run on a page, as the reference's TaskRunResponse has it: without the members that rules alone need.
struct task_run_response
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string name;
    std::optional<uuid> flow_run_id;
    std::string task_key;
    std::optional<uuid> state_id;
    std::optional<models::stored_state> state;
    std::optional<std::string> task_version;
    json_text task_inputs;
    json_text empirical_policy;
    json_text tags;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    duration estimated_run_time{};
    duration estimated_start_time_delta{};

    explicit task_run_response(task_run&& row)
        : id(row.id), created(row.created), updated(row.updated), name(std::move(row.name)),
          flow_run_id(row.flow_run_id), task_key(std::move(row.task_key)), state_id(row.state_id),
          state(std::move(row.state)), task_version(std::move(row.task_version)),
          task_inputs(std::move(row.task_inputs)), empirical_policy(std::move(row.empirical_policy)),
          tags(std::move(row.tags)), start_time(row.start_time), end_time(row.end_time),
          total_run_time(row.total_run_time), estimated_run_time(row.estimated_run_time),
          estimated_start_time_delta(row.estimated_start_time_delta)
    {}
    task_run_response() = default;

    static std::string page_schema_name() { return "TaskRunPaginationResponse"; }
};
BOOST_DESCRIBE_STRUCT(task_run_response, (),
                      (id, created, updated, name, flow_run_id, task_key, state_id, state, task_version, task_inputs,
                       empirical_policy, tags, start_time, end_time, total_run_time, estimated_run_time,
                       estimated_start_time_delta))

// Whether a run of this state needs room among those that wait for task workers. That is asked for before the commit:
// what is stored is acknowledged, and never turned away.
bool waits_for_worker(models::state_create const& wanted)
{
    return wanted.type == models::state_type::SCHEDULED && wanted.state_details->deferred.value_or(false);
}

// A run that was scheduled for a task worker waits for one.
void hand_over(scope& rq, uuid id, std::string task_key, std::string_view state_name)
{
    if (state_name == "AwaitingRetry")
        rq.tasks().push_again({id, std::move(task_key)});
    else
        rq.tasks().push({id, std::move(task_key)});
}

// Creates a task run in its first state, or answers the one of the same flow run and keys: 201 or 200.
task<reply<task_run>> create_task_run(scope& rq, body<models::task_run_create> wanted)
{
    if (wanted->state && waits_for_worker(*wanted->state))
        rq.tasks().require_room(wanted->task_key);
    auto made = co_await rq.db().transaction(models::create_task_run, std::move(*wanted),
                                             rq.config().server.tasks.max_cache_key_length);
    rq.publish(std::move(made.events));
    auto& [row, is_new, queue] = made.value;
    if (queue)
        hand_over(rq, row.id, std::move(*queue), row.state_name.value_or(""));
    co_return reply<task_run>{std::move(row), is_new ? http::status::created : http::status::ok};
}

task<void> update_task_run(scope& rq, uuid id, body<models::task_run_update> wanted)
{
    auto const changed = co_await rq.db().transaction(models::update_task_run, id, std::move(*wanted));
    if (!changed)
        refuse_unknown("Task run not found");
}

task<std::int64_t> count_task_runs(scope& rq, fields<task_run_selection> wanted)
{
    return rq.db().read(models::count_task_runs, std::move(*wanted));
}

task<std::vector<models::history_interval>> task_run_history(scope& rq, fields<task_run_history_fields> wanted)
{
    auto const range = asked_range(wanted->history_start, wanted->history_end, wanted->history_interval_seconds);
    return rq.db().read(models::read_task_run_history, task_run_selection{std::move(*wanted)}, range);
}

task<task_run> read_task_run(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_task_run, id);
    if (!found)
        refuse_unknown("Task not found");
    co_return std::move(*found);
}

task<std::vector<task_run>> read_task_runs(scope& rq, fields<task_run_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto const sort = *wanted->sort;
    return rq.db().read(models::read_task_runs, task_run_selection{std::move(*wanted)}, sort, range);
}

task<page_of<task_run_response>> paginate_task_runs(scope& rq, fields<task_run_paginate_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    task_run_selection const selection{*wanted};
    auto found = co_await rq.db().read(models::read_task_run_page, selection, *wanted->sort, rows_of_page(page, limit));
    models::counted_page<task_run_response> shown;
    shown.count = found.count;
    shown.rows.reserve(found.rows.size());
    for (auto& one : found.rows)
        shown.rows.emplace_back(std::move(one));
    co_return make_page(std::move(shown), limit, page);
}

task<void> delete_task_run(scope& rq, uuid id)
{
    auto const gone = co_await rq.db().transaction(models::delete_task_run, id, rq.max_slot_waits());
    if (!gone)
        refuse_unknown("Task not found");
}

task<reply<models::orchestration_result>> set_task_run_state(scope& rq, uuid id, fields<set_state_fields> wanted)
{
    if (waits_for_worker(wanted->state))
        rq.tasks().require_room();
    auto const when = now();
    auto done =
        co_await rq.db().transaction(models::set_task_run_state, id, models::make_state(std::move(wanted->state)),
                                     asked_transition(rq, *wanted->force));
    rq.publish(std::move(done.events));
    auto& [result, queue] = done.value;
    if (queue)
        hand_over(rq, id, std::move(*queue), result.state->name);
    co_return with_status(std::move(result), when);
}

} // namespace

void add_task_runs(router& r)
{
    r.section("Task Runs");
    r.post<"/task_runs/", create_task_run>().needs(role::runner).audit(audited::of_people).also(201).refuses(409);
    r.patch<"/task_runs/{id:uuid}", update_task_run>().needs(role::runner).audit(audited::of_people).refuses(404);
    r.post<"/task_runs/count", count_task_runs>().needs(role::viewer);
    r.post<"/task_runs/history", task_run_history>().needs(role::viewer);
    r.get<"/task_runs/{id:uuid}", read_task_run>().needs(role::viewer).refuses(404);
    r.post<"/task_runs/filter", read_task_runs>().needs(role::viewer);
    r.post<"/task_runs/paginate", paginate_task_runs>().needs(role::viewer);
    r.del<"/task_runs/{id:uuid}", delete_task_run>().needs(role::runner).audit(audited::of_people).refuses(404);
    r.post<"/task_runs/{id:uuid}/set_state", set_task_run_state>()
        .needs(role::runner)
        .audit(audited::of_people)
        .also(201)
        .refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::task_run_response>
{
    static void add(model_schema& model)
    {
        model.as<models::task_inputs>("task_inputs")
            .as<models::task_run_policy>("empirical_policy")
            .as<std::vector<std::string>>("tags");
    }
};

template <>
struct praetor::json::schema_notes<praetor::routes::task_run_history_fields>
{
    static void add(model_schema& model) { model.set("history_interval_seconds", "format", "time-delta"); }
};

PRAETOR_JSON_CODEC(praetor::routes::task_run_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::task_run_paginate_fields)
PRAETOR_JSON_CODEC(praetor::routes::task_run_history_fields)
PRAETOR_JSON_CODEC(praetor::routes::task_run_response)
PRAETOR_JSON_CODEC(praetor::routes::page_of<praetor::routes::task_run_response>)
