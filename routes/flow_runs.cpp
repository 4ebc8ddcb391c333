#include <routes/delete_in_parts.hpp>
#include <routes/history_range.hpp>
#include <routes/hydrated_parameters.hpp>
#include <routes/job_variables.hpp>
#include <routes/orchestration.hpp>
#include <routes/pagination.hpp>
#include <routes/routes.hpp>

#include <models/flow_runs/delete_flow_runs.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/flow_runs/flow_run_input.hpp>
#include <models/forms/form_values.hpp>
#include <models/logs/log_csv.hpp>
#include <models/runs/run_history.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/text_set.hpp>
#include <server/base/log.hpp>
#include <server/base/text/percent.hpp>
#include <server/http/api_version.hpp>

#include <algorithm>
#include <array>

namespace praetor::routes {
namespace {

using models::flow_run;
using models::flow_run_selection;

struct flow_run_page_fields : flow_run_selection
{
    static constexpr std::array<std::string_view, 3> read_first{"limit", "sort", "offset"};
    defaulted<models::flow_run_sort> sort;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
};
BOOST_DESCRIBE_STRUCT(flow_run_page_fields, (flow_run_selection), (sort, limit, offset))

struct flow_run_paginate_fields : flow_run_selection
{
    static constexpr std::array<std::string_view, 3> read_first{"limit", "sort", "page"};
    defaulted<models::flow_run_sort> sort;
    std::optional<std::int64_t> limit;
    defaulted<page_number> page{page_number{1}};
};
BOOST_DESCRIBE_STRUCT(flow_run_paginate_fields, (flow_run_selection), (sort, limit, page))

struct flow_run_bulk_fields
{
    std::optional<models::filters::flow_run_filter> flow_runs;
    defaulted<bulk_limit> limit{bulk_limit{50}};
};
BOOST_DESCRIBE_STRUCT(flow_run_bulk_fields, (), (flow_runs, limit))

struct bulk_set_state_fields : flow_run_bulk_fields
{
    static constexpr std::array<std::string_view, 1> read_last{"limit"};
    models::state_create state;
    defaulted<bool> force;
};
BOOST_DESCRIBE_STRUCT(bulk_set_state_fields, (flow_run_bulk_fields), (state, force))

using models::flow_run_orchestration_result;

struct bulk_set_state_results
{
    std::vector<flow_run_orchestration_result> results;
};
BOOST_DESCRIBE_STRUCT(bulk_set_state_results, (), (results))

// Work queues have another name here than in a flow_run_selection.
struct history_fields
{
    static constexpr bool filters_may_be_null = true;
    timestamp history_start{};
    timestamp history_end{};
    double history_interval_seconds = 0;
    std::optional<models::filters::flow_filter> flows;
    std::optional<models::filters::flow_run_filter> flow_runs;
    std::optional<models::filters::task_run_filter> task_runs;
    std::optional<models::filters::deployment_filter> deployments;
    std::optional<models::filters::work_pool_filter> work_pools;
    std::optional<models::filters::work_queue_filter> work_queues;
};
BOOST_DESCRIBE_STRUCT(history_fields, (),
                      (history_start, history_end, history_interval_seconds, flows, flow_runs, task_runs, deployments,
                       work_pools, work_queues))

struct resume_fields
{
    std::optional<json::json_object> run_input;
};
BOOST_DESCRIBE_STRUCT(resume_fields, (), (run_input))

// Creates a flow run in its first state, or answers the one of the same flow and idempotency key: 201 or 200.
task<reply<flow_run>> create_flow_run(scope& rq, body<models::flow_run_create> wanted)
{
    check_parameter_size(rq, wanted->parameters->text);
    auto made = co_await rq.db().transaction(models::create_flow_run, std::move(*wanted), asking_creator(rq));
    rq.publish(std::move(made.events));
    co_return reply<flow_run>{std::move(made.value.row), made.value.is_new ? http::status::created : http::status::ok};
}

task<void> update_flow_run(scope& rq, uuid id, body<models::flow_run_update> wanted)
{
    if (wanted->parameters.sent())
        check_parameter_size(rq, wanted->parameters->text);
    if (wanted->job_variables.sent() && *wanted->job_variables) {
        auto against = co_await rq.db().read(models::read_deployed_variables, id);
        if (against)
            co_await check_job_variables(rq, std::move(against->base_job_template.text),
                                         {std::move(against->job_variables), **wanted->job_variables},
                                         models::job_variables_of::flow_run_update);
    }
    auto const changed = co_await rq.db().transaction(models::update_flow_run, id, std::move(*wanted));
    if (!changed)
        refuse_unknown("Flow run not found");
}

// Every log of a run as a CSV file.
task<http::response> download_logs(scope& rq, uuid id)
{
    auto const run = co_await rq.db().read(models::read_flow_run, id);
    if (!run)
        refuse_unknown("Flow run not found");
    http::response answer;
    answer.content_type = "text/csv; charset=utf-8";
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"flow-run-logs.csv\"; filename*=UTF-8''" +
                                                           percent_encoded(run->name + "-logs.csv"));
    answer.body = co_await rq.db().read(models::read_logs_as_csv, id);
    co_return answer;
}

task<std::int64_t> count_flow_runs(scope& rq, fields<flow_run_selection> wanted)
{
    return rq.db().read(models::count_flow_runs, std::move(*wanted));
}

task<std::optional<double>> average_lateness(scope& rq, fields<flow_run_selection> wanted)
{
    return rq.db().read(models::average_lateness, std::move(*wanted));
}

task<std::vector<models::history_interval>> flow_run_history(scope& rq, fields<history_fields> wanted)
{
    flow_run_selection selection{std::move(wanted->flows),      std::move(wanted->flow_runs),
                                 std::move(wanted->task_runs),  std::move(wanted->deployments),
                                 std::move(wanted->work_pools), std::move(wanted->work_queues)};
    auto const range = asked_range(wanted->history_start, wanted->history_end, wanted->history_interval_seconds);
    return rq.db().read(models::read_flow_run_history, std::move(selection), range);
}

task<flow_run> read_flow_run(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_flow_run, id);
    if (!found)
        refuse_unknown("Flow run not found");
    co_return std::move(*found);
}

struct checked_input
{
    std::string text;                   // as it is stored
    std::optional<std::string> problem; // why the run does not take it
};

// Fills in what stands for other values and holds it against the schema, both off this thread.
task<checked_input> check_input(scope& rq, models::awaited_input awaited, std::string given)
{
    if (!awaited.is_wanted())
        co_return checked_input{std::move(given), {}};
    if (models::asks_hydration(given)) {
        try {
            auto filled = co_await hydrate_parameters(rq, std::move(given), std::move(awaited.variables));
            given = std::move(filled);
        }
        catch (error const& refused) {
            if (refused.code() != errc::bad_request)
                throw;
            co_return checked_input{{}, "Error hydrating run input: " + refused.text()};
        }
    }
    if (!awaited.schema)
        co_return checked_input{{}, "Run input schema not found."};
    auto problem = co_await rq.threads().run(models::input_problem, std::move(*awaited.schema), given);
    co_return checked_input{std::move(given), std::move(problem)};
}

// Resumes a paused run: RUNNING where its process waits, SCHEDULED where it was suspended. The input is checked before
// the transaction, which begins anew where the run is another one by then.
task<reply<models::orchestration_result>> resume_flow_run(scope& rq, uuid id, fields<resume_fields> wanted)
{
    constexpr int max_attempts = 3;
    auto const when = now();
    std::string const given = wanted->run_input ? std::move(wanted->run_input->text) : "{}";
    for (int i = 0; i < max_attempts; ++i) {
        auto awaited = co_await rq.db().read(models::read_awaited_input, id, models::asks_hydration(given));
        if (!awaited)
            co_return with_status(models::not_paused(), when);
        auto checked = co_await check_input(rq, *awaited, given);
        if (checked.problem)
            co_return with_status(models::refused_input(std::move(awaited->paused), std::move(*checked.problem)), when);
        auto done = co_await rq.db().transaction(models::resume_flow_run, id, std::move(*awaited),
                                                 std::move(checked.text), asked_transition(rq, false));
        if (!done)
            continue;
        rq.publish(std::move(done->events));
        co_return with_status(std::move(done->value), when);
    }
    throw error{errc::unavailable, "the run changed each time its input was checked"};
}

task<std::vector<flow_run>> read_flow_runs(scope& rq, fields<flow_run_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    auto const sort = *wanted->sort;
    return rq.db().read(models::read_flow_runs, flow_run_selection{std::move(*wanted)}, sort, range);
}

task<page_of<flow_run>> paginate_flow_runs(scope& rq, fields<flow_run_paginate_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    flow_run_selection const selection{*wanted};
    auto found = co_await rq.db().read(models::read_flow_run_page, selection, *wanted->sort, rows_of_page(page, limit));
    co_return make_page(std::move(found), limit, page);
}

task<void> delete_flow_run(scope& rq, uuid id)
{
    co_await delete_logs(rq, models::delete_logs_of_flow_run, id);
    auto const gone = co_await rq.db().transaction(models::delete_flow_run, id, rq.max_slot_waits());
    if (!gone)
        refuse_unknown("Flow run not found");
}

task<deleted_ids<flow_run>> delete_flow_runs(scope& rq, fields<flow_run_bulk_fields> wanted)
{
    auto gone = co_await rq.db().transaction(models::delete_flow_runs, std::move(wanted->flow_runs), **wanted->limit,
                                             rq.max_slot_waits());
    co_return deleted_ids<flow_run>{std::move(gone)};
}

task<reply<models::orchestration_result>> set_flow_run_state(scope& rq, uuid id, fields<set_state_fields> wanted)
{
    auto const when = now();
    auto done =
        co_await rq.db().transaction(models::set_flow_run_state, id, models::make_state(std::move(wanted->state)),
                                     asked_transition(rq, *wanted->force));
    rq.publish(std::move(done.events));
    co_return with_status(std::move(done.value), when);
}

// A transaction of its own for each run, so that an error of one does not undo the others.
task<bulk_set_state_results> set_states_apart(scope& rq, std::vector<uuid> runs, models::state_create wanted,
                                              models::transition_request request)
{
    bulk_set_state_results all;
    for (auto const& id : runs) {
        flow_run_orchestration_result one;
        one.flow_run_id = id;
        try {
            auto done =
                co_await rq.db().transaction(models::set_flow_run_state, id, models::make_state(wanted), request);
            rq.publish(std::move(done.events));
            static_cast<models::orchestration_result&>(one) = std::move(done.value);
        }
        catch (error const& failed) {
            one.status = models::set_state_status::ABORT;
            one.details = {"abort_details", failed.text(), std::nullopt};
        }
        all.results.push_back(std::move(one));
    }
    co_return all;
}

// One commit for all of them; what rules refuse is a result. Only where an error comes are they done one by one.
task<bulk_set_state_results> set_flow_run_states(scope& rq, fields<bulk_set_state_fields> wanted)
{
    auto const runs = co_await rq.db().read(models::read_flow_run_ids, std::move(wanted->flow_runs), **wanted->limit);
    auto const request = asked_transition(rq, *wanted->force);
    try {
        auto done = co_await rq.db().transaction(models::set_flow_run_states, runs, wanted->state, request);
        rq.publish(std::move(done.events));
        co_return bulk_set_state_results{std::move(done.value)};
    }
    catch (error const& failed) {
        log::info("http", "bulk_set_state: each run on its own, for: {}", failed.what());
    }
    auto all = co_await set_states_apart(rq, runs, wanted->state, request);
    co_return all;
}

task<void> update_labels(scope& rq, uuid id, body<json::json_object> wanted)
{
    co_await rq.db().transaction(models::update_flow_run_labels, id, models::key_value_labels{std::move(wanted->text)});
}

} // namespace

void add_flow_runs(router& r)
{
    r.section("Flow Runs");
    r.post<"/flow_runs/", create_flow_run>()
        .needs(role::runner)
        .audit(audited::of_people)
        .also(201)
        .refuses(409)
        .refuses(404);
    r.patch<"/flow_runs/{id:uuid}", update_flow_run>().needs(role::runner).audit(audited::of_people).refuses(404);
    r.post<"/flow_runs/count", count_flow_runs>().needs(role::viewer);
    r.post<"/flow_runs/lateness", average_lateness>().needs(role::viewer).called("average_flow_run_lateness");
    r.post<"/flow_runs/history", flow_run_history>().needs(role::viewer);
    r.get<"/flow_runs/{id:uuid}", read_flow_run>().needs(role::viewer).refuses(404);
    r.post<"/flow_runs/{id:uuid}/resume", resume_flow_run>().needs(role::runner).also(201).refuses(404);
    r.post<"/flow_runs/filter", read_flow_runs>().needs(role::viewer);
    r.del<"/flow_runs/{id:uuid}", delete_flow_run>().needs(role::operator_).refuses(404);
    r.post<"/flow_runs/bulk_delete", delete_flow_runs>().needs(role::operator_).called("bulk_delete_flow_runs");
    r.post<"/flow_runs/bulk_set_state", set_flow_run_states>().needs(role::operator_).called("bulk_set_flow_run_state");
    r.post<"/flow_runs/{id:uuid}/set_state", set_flow_run_state>()
        .needs(role::runner)
        .audit(audited::of_people)
        .also(201)
        .refuses(404);
    r.post<"/flow_runs/paginate", paginate_flow_runs>().needs(role::viewer);
    r.get<"/flow_runs/{id:uuid}/logs/download", download_logs>()
        .needs(role::viewer)
        .answers_with("text/csv")
        .refuses(404);
    r.patch<"/flow_runs/{id:uuid}/labels", update_labels>()
        .needs(role::runner)
        .audit(audited::of_people)
        .called("update_flow_run_labels")
        .refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::resume_fields>
{
    static void add(model_schema& model) { model.nullable("run_input"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::bulk_set_state_results>
{
    static constexpr std::string_view name = "FlowRunBulkSetStateResponse";
};

template <>
struct praetor::json::schema_notes<praetor::routes::flow_run_bulk_fields>
{
    static void add(model_schema& model) { model.nullable("flow_runs"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::bulk_set_state_fields>
{
    static void add(model_schema& model) { model.nullable("flow_runs"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::history_fields>
{
    static void add(model_schema& model) { model.set("history_interval_seconds", "format", "time-delta"); }
};

PRAETOR_JSON_CODEC(praetor::routes::flow_run_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::flow_run_paginate_fields)
PRAETOR_JSON_CODEC(praetor::routes::flow_run_bulk_fields)
PRAETOR_JSON_CODEC(praetor::routes::bulk_set_state_fields)
PRAETOR_JSON_CODEC(praetor::routes::bulk_set_state_results)
PRAETOR_JSON_CODEC(praetor::routes::history_fields)
PRAETOR_JSON_CODEC(praetor::routes::resume_fields)
PRAETOR_JSON_CODEC(praetor::routes::page_of<praetor::models::flow_run>)
PRAETOR_JSON_CODEC(praetor::routes::deleted_ids<praetor::models::flow_run>)
