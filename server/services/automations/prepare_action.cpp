#include <server/services/automations/prepare_action.hpp>

#include <server/services/automations/perform_outgoing.hpp>

#include <models/automations/actions/action_target.hpp>
#include <models/automations/actions/template_context.hpp>
#include <models/automations/actions/upgraded_templates.hpp>
#include <models/forms/form_values.hpp>
#include <models/logs/delete_logs.hpp>
#include <models/runs/parameter_size.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <optional>
#include <type_traits>
#include <utility>

namespace praetor::services {
namespace {

namespace actions = models::actions;
using actions::prepared_action;

std::optional<std::int64_t> status_of(errc code)
{
    switch (code) {
    case errc::bad_request:
        return 400;
    case errc::not_found:
    case errc::object_not_found:
        return 404;
    case errc::conflict:
    case errc::integrity:
        return 409;
    case errc::too_large:
        return 413;
    case errc::unprocessable:
        return 422;
    case errc::locked:
        return 423;
    default:
        return std::nullopt;
    }
}

std::string target_id(prepared_action const& action, std::string_view kind)
{
    return fmt::format("prefect.{}.{}", kind, to_string(*action.target));
}

std::string name_of_first_problem(models::schemas::placeholders const& open)
{
    for (auto const& [pointer, one] : open)
        if (!one.problem.empty())
            return one.name;
    return {};
}

// The parameters of the action with what stands for other values filled in; nothing, and the failure told, where that
// can not be done.
task<std::optional<std::string>> fill_in(action_tools with, prepared_action& on, actions::run_deployment const& what)
{
    auto parameters = json::parse(what.parameters ? std::string_view{what.parameters->text} : "{}");
    actions::upgrade_templates(parameters.as_object());
    models::hydration_request request;
    request.values = json::serialize(parameters);
    if (!models::asks_hydration(request.values))
        co_return request.values;
    auto const objects =
        co_await with.runs.store.read(actions::read_template_objects, actions::triggered_action{on.of}, request.values);
    request.variables = co_await with.runs.store.read(models::read_workspace_variables);
    request.purpose = models::hydration_purpose::fill;
    request.context = actions::template_context(on.of, objects, with.config.linked_ui_url());
    std::string problem;
    try {
        auto const answer = co_await with.runs.templates.hydrate(std::move(request));
        auto const made = models::hydrated_values(answer);
        problem = name_of_first_problem(made.open);
        if (problem.empty() && made.value.is_object())
            co_return json::serialize(made.value);
        if (problem.empty())
            problem = "ValidationError";
    }
    catch (error const& refused) {
        if (refused.code() != errc::bad_request)
            throw;
        problem = "InvalidJinja"; // it took too much
    }
    on.outcome.failure = fmt::format("Unable to create flow run from deployment: {}()", problem);
    co_return std::nullopt;
}

task<void> prepare(action_tools with, prepared_action& on, actions::run_deployment const& what)
{
    on.outcome.relate(target_id(on, "deployment"), "target");
    auto parameters = co_await fill_in(with, on, what);
    if (!parameters)
        co_return;
    if (models::parameter_size_problem(*parameters, with.config.server.api.max_parameter_size)) {
        on.outcome.add_status(422);
        on.outcome.failure = "Validation error occurred for 'run-deployment'";
        co_return;
    }
    models::deployment_flow_run_create wanted;
    wanted.state.emplace();
    wanted.state->type = models::state_type::SCHEDULED;
    wanted.state->name = "Scheduled";
    wanted.state->state_details->scheduled_time = zoned_time{now() + what.schedule_after->value};
    wanted.parameters->text = std::move(*parameters);
    wanted.idempotency_key = on.of.idempotency_key();
    wanted.job_variables.set(what.job_variables);
    auto run = co_await prepare_run(with.runs, *on.target, std::move(wanted));
    run.of.key_is_new = false; // looked up in the transaction, which nobody repeats
    on.run = std::move(run);
}

task<void> prepare(action_tools, prepared_action&, actions::do_nothing const&)
{
    co_return;
}

// Those that are done outside.
template <class T>
constexpr bool is_outgoing = std::is_same_v<T, actions::send_notification> || std::is_same_v<T, actions::call_webhook>;

// Its logs first, in parts: there may be millions of them.
task<void> prepare(action_tools with, prepared_action& on, actions::delete_flow_run const&)
{
    constexpr std::int64_t at_a_time = 10'000;
    on.outcome.relate(target_id(on, "flow-run"), "target");
    auto gone = at_a_time;
    while (gone == at_a_time)
        gone = co_await with.runs.store.transaction(models::delete_logs_of_flow_run, *on.target, at_a_time);
}

task<void> prepare(action_tools with, prepared_action& on, actions::resume_flow_run const&)
{
    on.outcome.relate(target_id(on, "flow-run"), "target");
    std::string reason;
    auto awaited = co_await with.runs.store.read(models::read_awaited_input, *on.target, false);
    if (!awaited)
        reason = models::not_paused().details.reason.value_or("");
    else if (awaited->is_wanted() && !awaited->schema)
        reason = "Run input schema not found.";
    else if (awaited->is_wanted()) {
        auto problem = co_await with.runs.threads.run(models::input_problem, *awaited->schema, std::string{"{}"});
        reason = problem.value_or("");
    }
    if (reason.empty())
        on.awaited = std::move(awaited);
    else
        on.outcome.failure = "Failed to resume flow run: " + reason;
}

// The others switch what they name on or off, or change the state of a flow run. A pool is related with its name, once
// it is read.
template <class T>
task<void> prepare(action_tools, prepared_action& on, T const&)
{
    std::string kind = "flow-run";
    if constexpr (requires { T::target_kind; })
        kind = T::target_kind;
    std::ranges::replace(kind, '_', '-');
    if (kind != "work-pool")
        on.outcome.relate(target_id(on, kind), "target");
    co_return;
}

} // namespace

void fail_with(prepared_action& action, error const& refusal)
{
    auto const status = status_of(refusal.code());
    if (!status)
        throw refusal;
    auto const type = actions::type_of(action.of.what);
    bool const is_conflict = refusal.code() == errc::conflict || refusal.code() == errc::integrity;
    if (is_conflict && type == "run-deployment") {
        std::string detail;
        json::write_string(detail, refusal.text());
        action.outcome.add_detail("validation_error", json_text{std::move(detail)});
    }
    action.outcome.add_status(*status);
    if (is_conflict || refusal.code() == errc::unprocessable)
        action.outcome.failure = fmt::format("Validation error occurred for '{}' - {}", type, refusal.text());
    else
        action.outcome.failure = fmt::format("Unexpected status from '{}' action: {}", type, *status);
}

void fail_with(prepared_action& action, json::invalid_request const&)
{
    action.outcome.add_status(422);
    action.outcome.failure = fmt::format("Validation error occurred for '{}'", actions::type_of(action.of.what));
}

task<prepared_action> prepare_action(action_tools with, actions::triggered_action of, std::int64_t attempts)
{
    prepared_action made;
    made.of = std::move(of);
    auto target = actions::target_of(made.of);
    if (!target.problem.empty()) {
        made.outcome.failure = std::move(target.problem);
        co_return made;
    }
    made.target = target.id;
    std::optional<error> refused;
    try {
        auto const what = made.of.what;
        auto work = std::visit(
            [&]<class T>(T const& one) {
                if constexpr (is_outgoing<T>)
                    return perform_outgoing(with, made, one, attempts);
                else
                    return prepare(with, made, one);
            },
            what);
        co_await std::move(work);
    }
    catch (error const& thrown) {
        refused = thrown;
    }
    if (refused)
        fail_with(made, *refused);
    co_return made;
}

} // namespace praetor::services
