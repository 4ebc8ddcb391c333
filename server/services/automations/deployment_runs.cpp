#include <server/services/automations/deployment_runs.hpp>

#include <models/deployments/parameter_schema.hpp>
#include <models/forms/form_values.hpp>
#include <models/merged_objects.hpp>

#include <server/base/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::services {
namespace {

using models::run_refusal;

[[noreturn]] void refuse(models::refused_run const& why)
{
    switch (why.why) {
    case run_refusal::no_schema:
        throw error{errc::conflict, std::string{models::lacks_parameter_schema}};
    case run_refusal::parameters:
        throw error{errc::conflict, "Error creating flow run: " + why.text};
    case run_refusal::unknown_block:
        throw error{errc::not_found, why.text};
    case run_refusal::schema:
    case run_refusal::job_variables:
        break;
    }
    throw error{errc::unprocessable, why.text};
}

task<models::asked_run> fill_in_alone(run_tools with, models::run_source const& of,
                                      models::deployment_flow_run_create const& wanted)
{
    try {
        auto run = co_await fill_in(with, of, wanted);
        co_return run;
    }
    catch (error const& failed) {
        if (failed.code() != errc::bad_request)
            throw;
        throw error{errc::bad_request, "Error hydrating flow run parameters: " + failed.text()};
    }
}

} // namespace

task<std::string> hydrate_parameters(run_tools with, std::string parameters)
{
    if (!models::asks_hydration(parameters))
        co_return parameters;
    auto variables = co_await with.store.read(models::read_workspace_variables);
    auto const answer =
        co_await with.templates.hydrate({std::move(parameters), std::move(variables), models::hydration_purpose::use});
    co_return models::hydrated_text(answer);
}

task<models::asked_run> fill_in(run_tools with, models::run_source const& of,
                                models::deployment_flow_run_create const& wanted)
{
    models::asked_run made;
    auto given = models::merged_objects(of.parameters.text, wanted.parameters->text);
    made.parameters = co_await hydrate_parameters(with, std::move(given));
    made.enforces_schema = wanted.enforce_parameter_schema.value_or(of.enforce_parameter_schema);
    if (*wanted.job_variables)
        made.job_variables = **wanted.job_variables;
    co_return made;
}

task<std::vector<std::optional<models::refused_run>>> check_runs(run_tools with, models::run_source const& of,
                                                                 std::vector<models::asked_run> runs)
{
    std::vector<std::optional<models::refused_run>> refused(runs.size());
    if (std::ranges::none_of(runs, [&](models::asked_run const& run) { return models::needs_check(of, run); }))
        co_return refused;
    models::default_blocks blocks;
    if (models::needs_blocks(of))
        blocks = co_await with.store.read(models::read_default_blocks, of.work_pool->base_job_template.text,
                                          models::block_cipher{with.encryption_key});
    refused = co_await with.threads.run(models::check_runs, of, std::move(blocks), std::move(runs));
    co_return refused;
}

task<models::deployed_run> prepare_run(run_tools with, uuid deployment_id, models::deployment_flow_run_create wanted)
{
    std::vector<std::string> queues;
    if (wanted.work_queue_name && !wanted.work_queue_name->empty())
        queues.push_back(*wanted.work_queue_name);
    auto const from =
        co_await with.store.read(models::read_source_of_run, deployment_id, std::move(queues), wanted.idempotency_key);
    if (!from)
        throw error{errc::not_found, "Deployment not found"};
    auto run = co_await fill_in_alone(with, from->source, wanted);
    auto const refused = co_await check_runs(with, from->source, {run});
    if (refused.front())
        refuse(*refused.front());
    if (models::lacks_pool(from->source, wanted))
        throw error{
            errc::bad_request,
            fmt::format("Cannot create flow run in work queue {} because deployment {} is not associated with a "
                        "work pool. Please remove work_pool_name and try again.",
                        *wanted.work_queue_name, to_string(deployment_id))};
    co_return models::make_deployed_run(*from, std::move(wanted), std::move(run.parameters));
}

} // namespace praetor::services
