// Flow runs of deployments: asked for one by one, by the hundred, or made from schedules.
#include <routes/orchestration.hpp>
#include <routes/routes.hpp>
#include <server/services/automations/deployment_runs.hpp>

#include <models/deployments/deployment_flow_run.hpp>
#include <models/deployments/parameter_schema.hpp>
#include <models/deployments/scheduled_runs.hpp>
#include <models/deployments/work_queue_check.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/plain_time.hpp>
#include <server/base/log.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace praetor::routes {
namespace {

using models::asked_run;
using models::deployment_flow_run_create;
using models::flow_run;
using models::found_run_source;
using models::run_refusal;

enum class create_status
{
    CREATED,
    FAILED
};
BOOST_DESCRIBE_ENUM(create_status, CREATED, FAILED)

struct create_result
{
    std::optional<uuid> flow_run_id;
    create_status status = create_status::CREATED;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(create_result, (), (flow_run_id, status, error))

struct create_results
{
    std::vector<create_result> results;
};
BOOST_DESCRIBE_STRUCT(create_results, (), (results))

constexpr std::size_t max_runs_at_once = 100;

std::vector<std::string> queue_names(std::vector<deployment_flow_run_create> const& runs)
{
    std::vector<std::string> names;
    for (auto const& run : runs)
        if (run.work_queue_name && !run.work_queue_name->empty())
            names.push_back(*run.work_queue_name);
    return names;
}

task<found_run_source> read_source(scope& rq, uuid deployment_id, std::vector<std::string> queues,
                                   std::optional<std::string> key)
{
    auto found = co_await rq.db().read(models::read_source_of_run, deployment_id, std::move(queues), std::move(key));
    if (!found)
        refuse_unknown("Deployment not found");
    co_return std::move(*found);
}

services::run_tools tools_of(scope& rq)
{
    return {rq.db(), rq.templates(), rq.threads(), rq.config().praetor.encryption_key.text};
}

// What a list of results says of the same.
std::string message_for(models::refused_run const& why)
{
    if (why.why == run_refusal::no_schema)
        return "Parameter schema enforcement is enabled but deployment has no valid schema.";
    if (why.why == run_refusal::parameters)
        return "Parameter validation failed: " + why.text;
    if (why.why == run_refusal::schema && why.text.ends_with("circular references."))
        return "Invalid schema: circular references detected.";
    return why.text;
}

// Another request may have stored a run of its key since that was read as new: then once more, and it is found.
task<models::made_flow_run> store_run(scope& rq, models::deployed_run run)
{
    try {
        auto made = co_await rq.db().transaction(models::create_run_of_deployment, run, asking_creator(rq));
        rq.publish(std::move(made.events));
        co_return std::move(made.value);
    }
    catch (error const& failed) {
        if (!run.of.key_is_new || failed.code() != errc::integrity)
            throw;
        run.of.key_is_new = false;
    }
    auto made = co_await rq.db().transaction(models::create_run_of_deployment, std::move(run), asking_creator(rq));
    rq.publish(std::move(made.events));
    co_return std::move(made.value);
}

// Creates a flow run of a deployment, or answers the one that has its idempotency key: 201 or 200.
task<reply<flow_run>> create_flow_run(scope& rq, uuid id, body<deployment_flow_run_create> wanted)
{
    check_parameter_size(rq, wanted->parameters->text);
    auto run = co_await services::prepare_run(tools_of(rq), id, std::move(*wanted));
    auto made = co_await store_run(rq, std::move(run));
    co_return reply<flow_run>{std::move(made.row), made.is_new ? http::status::created : http::status::ok};
}

void fail(create_result& result, std::string text)
{
    result.status = create_status::FAILED;
    result.error = std::move(text);
}

// A transaction of its own for each run, so that an error of one does not undo the others.
task<void> create_apart(scope& rq, std::vector<models::deployed_run> runs, std::vector<create_result*> results)
{
    for (std::size_t i = 0; i < runs.size(); ++i) {
        try {
            auto made =
                co_await rq.db().transaction(models::create_run_of_deployment, std::move(runs[i]), asking_creator(rq));
            rq.publish(std::move(made.events));
            results[i]->flow_run_id = made.value.row.id;
        }
        catch (error const& failed) {
            fail(*results[i], failed.text());
        }
    }
}

// One transaction for all of them. Only where an error comes are they made one by one.
task<void> create_all(scope& rq, std::vector<models::deployed_run> runs, std::vector<create_result*> results)
{
    try {
        auto made = co_await rq.db().transaction(models::create_runs_of_deployment, runs, asking_creator(rq));
        rq.publish(std::move(made.events));
        for (std::size_t i = 0; i < results.size(); ++i)
            results[i]->flow_run_id = made.value[i];
        co_return;
    }
    catch (error const& failed) {
        log::info("http", "create_flow_run/bulk: each run on its own, for: {}", failed.what());
    }
    co_await create_apart(rq, std::move(runs), std::move(results));
}

// Creates flow runs of a deployment, each as if it were asked for alone; what becomes of each is told in its order.
task<create_results> create_flow_runs(scope& rq, uuid id, body<std::vector<deployment_flow_run_create>> wanted)
{
    auto& runs = *wanted;
    for (std::size_t i = 0; i < runs.size(); ++i)
        check_parameter_size(rq, runs[i].parameters->text, i);
    if (runs.size() > max_runs_at_once)
        throw error{errc::bad_request, fmt::format("Cannot create more than {} flow runs at once.", max_runs_at_once)};
    auto const from = co_await read_source(rq, id, queue_names(runs), std::nullopt);
    create_results all;
    all.results.resize(runs.size());
    std::vector<asked_run> asked(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        try {
            asked[i] = co_await services::fill_in(tools_of(rq), from.source, runs[i]);
        }
        catch (error const& failed) {
            if (failed.code() != errc::bad_request)
                throw;
            fail(all.results[i], failed.text());
        }
    }
    auto const refused = co_await services::check_runs(tools_of(rq), from.source, asked);
    std::vector<models::deployed_run> good;
    std::vector<create_result*> results;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto& result = all.results[i];
        if (result.error)
            continue;
        if (refused[i])
            fail(result, message_for(*refused[i]));
        else if (models::lacks_pool(from.source, runs[i]))
            fail(result,
                 fmt::format("Cannot create flow run in work queue {} because deployment is not associated with "
                             "a work pool.",
                             *runs[i].work_queue_name));
        else {
            good.push_back(models::make_deployed_run(from, std::move(runs[i]), std::move(asked[i].parameters)));
            results.push_back(&result);
        }
    }
    if (!good.empty())
        co_await create_all(rq, std::move(good), std::move(results));
    co_return all;
}

struct schedule_fields
{
    std::optional<json::plain_time> start_time;
    std::optional<json::plain_time> end_time;
    std::optional<double> min_time; // seconds
    std::optional<std::int64_t> min_runs;
    std::optional<std::int64_t> max_runs;
};
BOOST_DESCRIBE_STRUCT(schedule_fields, (), (start_time, end_time, min_time, min_runs, max_runs))

// The most runs that one request makes of a schedule: more would take the memory of all.
constexpr std::int64_t max_runs_of_a_schedule = 10'000;

timestamp later(timestamp from, duration by)
{
    return by > max_timestamp - from ? max_timestamp : from + by;
}

models::schedule_window window_of(scope const& rq, schedule_fields const& wanted)
{
    constexpr double max_seconds = 1e11; // some thousand years
    auto const& config = rq.config().server.services.scheduler;
    models::schedule_window window;
    window.start = wanted.start_time ? wanted.start_time->value : now();
    window.end = wanted.end_time ? wanted.end_time->value : later(window.start, config.max_scheduled_time);
    window.min_time = config.min_scheduled_time;
    if (wanted.min_time)
        window.min_time = duration{static_cast<std::int64_t>(
            std::clamp(std::isnan(*wanted.min_time) ? 0 : *wanted.min_time, 0.0, max_seconds) * 1e6)};
    window.min_time = std::min(window.min_time, duration{max_timestamp - window.start});
    window.min_runs = std::min(wanted.min_runs.value_or(config.min_runs), max_runs_of_a_schedule);
    window.max_runs = std::min(wanted.max_runs.value_or(config.max_runs), max_runs_of_a_schedule);
    return window;
}

// Makes runs of a deployment's active schedules. They are worked out before the transaction, which stores none of a
// schedule that changed meanwhile: then once more.
task<json_text> schedule_deployment(scope& rq, uuid id, fields<schedule_fields> wanted)
{
    constexpr int max_attempts = 3;
    auto const window = window_of(rq, *wanted);
    for (int i = 0; i < max_attempts; ++i) {
        auto schedules = co_await rq.db().read(models::read_schedules_to_plan, id);
        if (schedules.empty())
            co_return json_text{};
        auto plans = co_await rq.threads().run(models::plan_all, std::move(schedules), window);
        for (auto const& plan : plans)
            if (plan.problem)
                throw error{errc::unprocessable, *plan.problem};
        auto const planned = plans.size();
        auto const stored =
            co_await rq.db().transaction(models::store_planned_runs, std::move(plans), models::schedule_claim::wait);
        if (stored.claimed.size() == planned)
            co_return json_text{};
    }
    throw error{errc::unavailable, "the schedules changed each time their runs were worked out"};
}

struct due_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    std::vector<uuid> deployment_ids;
    std::optional<timestamp> scheduled_before;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(due_fields, (), (deployment_ids, scheduled_before, limit))

// The SCHEDULED runs of some deployments, the next one first: how a runner looks for work. The deployments are READY
// then.
task<std::vector<flow_run>> read_scheduled_flow_runs(scope& rq, fields<due_fields> wanted)
{
    models::flow_run_selection due;
    due.deployments.emplace().id.emplace().any_ = wanted->deployment_ids;
    auto& runs = due.flow_runs.emplace();
    runs.next_scheduled_start_time.emplace().before_ = wanted->scheduled_before;
    runs.state.emplace().type.emplace().any_ = {models::state_type::SCHEDULED};
    models::page const range{rq.limit(wanted->limit), 0};
    auto found = co_await rq.db().read(models::read_flow_runs, std::move(due),
                                       models::flow_run_sort::NEXT_SCHEDULED_START_TIME_ASC, range);
    rq.polls().push({{}, std::move(wanted->deployment_ids)});
    co_return found;
}

task<std::vector<models::filtered_work_queue>> work_queue_check(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::check_work_queues, id);
    if (!found)
        refuse_unknown("Deployment not found");
    co_return std::move(*found);
}

} // namespace

void add_deployment_runs(router& r)
{
    r.section("Deployments");
    r.post<"/deployments/{id:uuid}/create_flow_run", create_flow_run>()
        .needs(role::runner)
        .called("create_flow_run_from_deployment")
        .also(201)
        .refuses(404)
        .refuses(409);
    r.post<"/deployments/{id:uuid}/create_flow_run/bulk", create_flow_runs>()
        .needs(role::runner)
        .called("bulk_create_flow_runs_from_deployment")
        .refuses(404);
    r.post<"/deployments/{id:uuid}/schedule", schedule_deployment>().needs(role::operator_).refuses(404);
    r.post<"/deployments/get_scheduled_flow_runs", read_scheduled_flow_runs>()
        .needs(role::runner)
        .audit(audited::never)
        .called("get_scheduled_flow_runs_for_deployments");
    r.get<"/deployments/{id:uuid}/work_queue_check", work_queue_check>()
        .needs(role::viewer)
        .called("work_queue_check_for_deployment")
        .refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::schedule_fields>
{
    static void add(model_schema& model) { model.set("min_time", "format", "time-delta"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::create_result>
{
    static constexpr std::string_view name = "FlowRunCreateResult";
};

template <>
struct praetor::json::schema_notes<praetor::routes::create_results>
{
    static constexpr std::string_view name = "FlowRunBulkCreateResponse";
};

PRAETOR_JSON_CODEC(praetor::routes::create_status)
PRAETOR_JSON_CODEC(praetor::routes::create_result)
PRAETOR_JSON_CODEC(praetor::routes::create_results)
PRAETOR_JSON_CODEC(praetor::routes::schedule_fields)
PRAETOR_JSON_CODEC(praetor::routes::due_fields)
