#include <models/deployments/deployment_flow_run.hpp>

#include <models/deployments/ensure_work_queue.hpp>
#include <models/deployments/parameter_schema.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/membership.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::deployment_flow_run_create>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

PRAETOR_JSON_CODEC(praetor::models::deployment_flow_run_create)

namespace praetor::models {
namespace {

namespace query = db::query;

db::sql select_source(uuid id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> wanted) {
        auto const& deployment = db::tables::deployment;
        auto const& flow = db::tables::flow;
        auto const& queue = db::tables::work_queue;
        auto const& pool = db::tables::work_pool;
        return query::select_from<run_source>(deployment, query::in<"deployment">(deployment), query::in<"flow">(flow),
                                              query::in<"work_queue">(queue), query::in<"work_pool">(pool),
                                              query::as<"job_variables">(deployment.infra_overrides))
            .join(flow, flow.id == deployment.flow_id)
            .left_join(queue, queue.id == deployment.work_queue_id)
            .left_join(pool, pool.id == queue.work_pool_id)
            .where(deployment.id == wanted);
    });
    return statement(id);
}

// The id comes second: a struct of it is read by name.
db::sql select_queues(uuid deployment_id, std::vector<std::string> const& names)
{
    db::sql text{
        "SELECT named.id, named.name FROM deployment JOIN work_queue AS its ON its.id = deployment.work_queue_id "
        "JOIN work_queue AS named ON named.work_pool_id = its.work_pool_id WHERE deployment.id = $1 AND ",
        deployment_id};
    return std::move(text << query::is_any_of("named.name", names));
}

db::sql select_run_of_key(uuid deployment_id, std::string const& key)
{
    static auto const statement =
        query::prepare([](query::parameter<uuid> wanted, query::parameter<std::string> given) {
            auto const& deployment = db::tables::deployment;
            auto const& run = db::tables::flow_run;
            return query::select_value(run.id)
                .from(deployment)
                .join(run, run.flow_id == deployment.flow_id)
                .where(deployment.id == wanted && run.idempotency_key == given);
        });
    return statement(deployment_id, key);
}

// Each tag once.
std::vector<std::string> united(std::vector<std::string> const& tags, std::vector<std::string> const& more)
{
    std::vector<std::string> all;
    for (auto const* const some : {&tags, &more})
        for (auto const& one : *some)
            if (std::ranges::find(all, one) == all.end())
                all.push_back(one);
    return all;
}

std::optional<refused_run> problem_of_parameters(run_source const& of, std::string const& parameters)
{
    if (!of.parameter_openapi_schema || !json::parse(of.parameter_openapi_schema->text).is_object())
        return refused_run{run_refusal::no_schema, {}};
    try {
        auto problem = parameter_problem(of.parameter_openapi_schema->text, parameters);
        if (problem)
            return refused_run{run_refusal::parameters, std::move(*problem)};
    }
    catch (error const& refused) {
        return refused_run{run_refusal::schema, refused.text()};
    }
    return std::nullopt;
}

std::optional<refused_run> problem_of_variables(run_source const& of, default_blocks const& blocks,
                                                json_text const& variables)
{
    try {
        check_job_variables({of.work_pool->base_job_template.text, blocks, {of.job_variables, variables}});
    }
    catch (error const& refused) {
        auto const why = refused.code() == errc::not_found ? run_refusal::unknown_block : run_refusal::job_variables;
        return refused_run{why, refused.text()};
    }
    return std::nullopt;
}

// Runs that are asked for together are mostly alike.
template <class Check>
std::optional<refused_run> once(std::map<std::string, std::optional<refused_run>>& known, std::string const& text,
                                Check check)
{
    auto found = known.find(text);
    if (found == known.end())
        found = known.emplace(text, check()).first;
    return found->second;
}

bool has_template(run_source const& of)
{
    return of.work_pool && describes_variables(of.work_pool->base_job_template.text);
}

} // namespace

task<std::optional<found_run_source>> read_run_source(db::connection& conn, uuid deployment_id,
                                                      std::vector<std::string> queue_names)
{
    return read_source_of_run(conn, deployment_id, std::move(queue_names), std::nullopt);
}

task<std::optional<found_run_source>> read_source_of_run(db::connection& conn, uuid deployment_id,
                                                         std::vector<std::string> queue_names,
                                                         std::optional<std::string> idempotency_key)
{
    std::optional<db::connection::deferred<uuid>> run_of_key;
    if (idempotency_key && !idempotency_key->empty())
        run_of_key = conn.deferred_rows<uuid>(select_run_of_key(deployment_id, *idempotency_key));
    std::optional<db::connection::deferred<named_row>> queues;
    if (!queue_names.empty())
        queues = conn.deferred_rows<named_row>(select_queues(deployment_id, queue_names));
    auto source = co_await conn.row<run_source>(select_source(deployment_id));
    if (!source)
        co_return std::nullopt;
    found_run_source found{std::move(*source), {}, false};
    if (run_of_key)
        found.key_is_new = run_of_key->result().empty();
    if (queues)
        for (auto& queue : queues->result())
            found.queues.emplace(std::move(queue.name), queue.id);
    co_return found;
}

bool needs_blocks(run_source const& of)
{
    return has_template(of) && refers_to_blocks(of.work_pool->base_job_template.text);
}

bool needs_check(run_source const& of, asked_run const& run)
{
    return run.enforces_schema || has_template(of);
}

std::vector<std::optional<refused_run>> check_runs(run_source of, default_blocks blocks, std::vector<asked_run> runs)
{
    std::vector<std::optional<refused_run>> all;
    std::map<std::string, std::optional<refused_run>> of_parameters;
    std::map<std::string, std::optional<refused_run>> of_variables;
    for (auto const& run : runs) {
        std::optional<refused_run> refused;
        if (run.enforces_schema)
            refused = once(of_parameters, run.parameters, [&] { return problem_of_parameters(of, run.parameters); });
        if (!refused && has_template(of))
            refused = once(of_variables, run.job_variables.text,
                           [&] { return problem_of_variables(of, blocks, run.job_variables); });
        all.push_back(std::move(refused));
    }
    return all;
}

bool lacks_pool(run_source const& of, deployment_flow_run_create const& asked)
{
    return asked.work_queue_name && !asked.work_queue_name->empty() && (!of.work_queue || !of.work_pool);
}

deployed_run make_deployed_run(found_run_source const& from, deployment_flow_run_create asked, std::string parameters)
{
    auto const& of = from.source;
    deployed_run made;
    auto& run = made.wanted;
    run.state = std::move(asked.state);
    if (!run.state) {
        run.state.emplace();
        run.state->type = state_type::SCHEDULED;
    }
    run.name = std::move(asked.name);
    run.flow_id = of.deployment.flow_id;
    run.deployment_id = of.deployment.id;
    run.parameters->text = std::move(parameters);
    run.context = std::move(asked.context);
    run.parent_task_run_id = asked.parent_task_run_id;
    run.infrastructure_document_id =
        asked.infrastructure_document_id ? asked.infrastructure_document_id : of.infrastructure_document_id;
    run.empirical_policy = std::move(asked.empirical_policy);
    *run.tags = united(of.deployment.tags, *asked.tags);
    if (asked.labels)
        *run.labels = std::move(*asked.labels);
    run.idempotency_key = std::move(asked.idempotency_key);
    run.job_variables = std::move(*asked.job_variables);
    run.work_queue_name = of.work_queue_name;
    made.of.around.flow = of.flow;
    made.of.around.deployment = of.deployment;
    made.of.version = of.version;
    made.of.key_is_new = from.key_is_new;
    if (of.work_queue && of.work_pool)
        made.of.queue = queue_of_run{*of.work_queue, *of.work_pool};
    if (!asked.work_queue_name || asked.work_queue_name->empty())
        return made;
    auto& name = *asked.work_queue_name;
    auto& queue = made.of.queue->work_queue;
    auto const known = from.queues.find(name);
    if (known != from.queues.end())
        queue = {known->second, name};
    else
        made.queue_to_make = name;
    run.work_queue_name = std::move(name);
    return made;
}

task<with_events<made_flow_run>> create_run_of_deployment(db::connection& conn, deployed_run run, flow_run_creator who)
{
    std::vector<event> events;
    if (run.queue_to_make) {
        auto made = co_await ensure_work_queue(conn, run.of.queue->work_pool, std::move(*run.queue_to_make));
        run.of.queue->work_queue = std::move(made.value);
        events = std::move(made.events);
    }
    auto stored = co_await create_deployed_flow_run(conn, std::move(run.wanted), std::move(who), std::move(run.of));
    stored.events.insert(stored.events.begin(), std::make_move_iterator(events.begin()),
                         std::make_move_iterator(events.end()));
    co_return stored;
}

task<with_events<std::vector<uuid>>> create_runs_of_deployment(db::connection& conn, std::vector<deployed_run> runs,
                                                               flow_run_creator who)
{
    with_events<std::vector<uuid>> all;
    for (auto& run : runs) {
        auto made = co_await create_run_of_deployment(conn, std::move(run), who);
        all.value.push_back(made.value.row.id);
        std::ranges::move(made.events, std::back_inserter(all.events));
    }
    co_return all;
}

} // namespace praetor::models
