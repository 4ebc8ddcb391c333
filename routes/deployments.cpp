#include <routes/hydrated_parameters.hpp>
#include <routes/job_variables.hpp>
#include <routes/pagination.hpp>
#include <routes/routes.hpp>
#include <routes/sent.hpp>

#include <models/deployments/delete_deployments.hpp>
#include <models/deployments/deployment.hpp>
#include <models/deployments/deployment_write.hpp>
#include <models/deployments/parameter_schema.hpp>
#include <models/deployments/pool_template.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::deployment;

struct deployment_page_fields : models::deployment_selection
{
    static constexpr std::array<std::string_view, 2> read_first{"limit", "offset"};
    static constexpr std::array<std::string_view, 1> read_last{"sort"};
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    defaulted<models::deployment_sort> sort{models::deployment_sort::NAME_ASC};
};
BOOST_DESCRIBE_STRUCT(deployment_page_fields, (models::deployment_selection), (limit, offset, sort))

struct deployment_paginate_fields : models::deployment_selection
{
    static constexpr std::array<std::string_view, 2> read_first{"limit", "page"};
    static constexpr std::array<std::string_view, 1> read_last{"sort"};
    std::optional<std::int64_t> limit;
    defaulted<page_number> page{page_number{1}};
    defaulted<models::deployment_sort> sort{models::deployment_sort::NAME_ASC};
};
BOOST_DESCRIBE_STRUCT(deployment_paginate_fields, (models::deployment_selection), (limit, page, sort))

struct deployment_bulk_fields
{
    std::optional<models::filters::deployment_filter> deployments;
    defaulted<bulk_limit> limit{bulk_limit{50}};
};
BOOST_DESCRIBE_STRUCT(deployment_bulk_fields, (), (deployments, limit))

models::deployment_bounds bounds_of(scope const& rq)
{
    auto const& server = rq.config().server;
    return {server.deployment_schedule_max_scheduled_runs, server.api.max_parameter_size};
}

bool is_named(std::optional<std::string> const& name)
{
    return name && !name->empty();
}

// Creates a deployment, or changes that of this flow and name: 201 or 200.
task<reply<deployment>> create_deployment(scope& rq, body<sent<models::deployment_create>> given)
{
    bool const takes_time = models::asks_enforcement(given->document) || rq.request().body.size() >= http::large_body;
    models::deployment_create wanted;
    if (takes_time)
        wanted = co_await rq.threads().run(models::read_deployment_create, std::move(given->document), bounds_of(rq));
    else
        wanted = models::read_deployment_create(std::move(given->document), bounds_of(rq));
    auto const& pool = wanted.work_pool_name;
    if (is_named(pool) && *pool != models::default_agent_pool && wanted.job_variables->text != "{}") {
        auto base = co_await rq.db().read(models::read_base_job_template, *pool);
        if (base)
            co_await check_job_variables(rq, std::move(base->text), {*wanted.job_variables},
                                         models::job_variables_of::deployment);
    }
    auto made = co_await rq.db().transaction(models::upsert_deployment, std::move(wanted));
    rq.publish(std::move(made.events));
    auto const status = made.value.is_new ? http::status::created : http::status::ok;
    co_return reply<deployment>{std::move(made.value.row), status};
}

// Job variables of an update fit the pool that it names.
task<void> check_pool(scope& rq, models::deployment_update const& wanted)
{
    if (!is_named(*wanted.work_pool_name))
        co_return;
    auto base = co_await rq.db().read(models::read_base_job_template, **wanted.work_pool_name);
    if (!base)
        models::refuse_unknown_pool(**wanted.work_pool_name);
    if (!*wanted.job_variables)
        co_return;
    auto const problem =
        co_await rq.threads().run(models::configuration_problem, std::move(base->text), (*wanted.job_variables)->text);
    if (problem)
        throw error{errc::conflict, "Error creating deployment: " + *problem};
}

// The parameters with what stands for other values filled in.
task<std::string> hydrated(scope& rq, std::string parameters)
{
    try {
        auto filled = co_await hydrate_parameters(rq, std::move(parameters));
        co_return filled;
    }
    catch (error const& refused) {
        if (refused.code() != errc::bad_request)
            throw;
        throw error{errc::bad_request, "Error hydrating deployment parameters: " + refused.text()};
    }
}

// What the deployment will have fits together.
task<void> check_parameters(scope& rq, models::deployment_update const& wanted, deployment const& known)
{
    if (!wanted.enforce_parameter_schema->value_or(known.enforce_parameter_schema))
        co_return;
    auto const& given = *wanted.parameters;
    auto const& sent_schema = *wanted.parameter_openapi_schema;
    auto schema = known.parameter_openapi_schema;
    if (sent_schema)
        schema = *sent_schema;
    if (!schema)
        throw error{errc::conflict, std::string{models::lacks_parameter_schema}};
    if (schema->text == "{}")
        co_return;
    auto const& parameters = given ? given->text : known.parameters.text;
    auto const problem = co_await rq.threads().run(models::parameter_problem, schema->text, parameters,
                                                   models::required_fields::ignored);
    if (problem)
        throw error{errc::conflict, "Error updating deployment: " + *problem};
}

// All that takes its time is done before the transaction, which looks at the deployment again.
task<void> update_deployment(scope& rq, uuid id, body<sent<models::deployment_update>> given)
{
    models::deployment_update wanted;
    if (rq.request().body.size() >= http::large_body)
        wanted = co_await rq.threads().run(models::read_deployment_update, std::move(given->document), bounds_of(rq));
    else
        wanted = models::read_deployment_update(std::move(given->document), bounds_of(rq));
    auto const known = co_await rq.db().read(models::read_deployment, id);
    if (!known)
        refuse_unknown("Deployment not found.");
    static_cast<void>(models::resolve_schedules(known->schedules, wanted.schedules));
    co_await check_pool(rq, wanted);
    if (*wanted.parameters)
        (*wanted.parameters)->text = co_await hydrated(rq, std::move((*wanted.parameters)->text));
    co_await check_parameters(rq, wanted, *known);
    auto changed = co_await rq.db().transaction(models::update_deployment, id, std::move(wanted));
    if (!changed.value)
        refuse_unknown("Deployment not found.");
    rq.publish(std::move(changed.events));
}

task<deployment> read_deployment(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_deployment, id);
    if (!found)
        refuse_unknown("Deployment not found");
    co_return std::move(*found);
}

task<deployment> read_deployment_by_name(scope& rq, std::string flow_name, std::string deployment_name)
{
    auto found =
        co_await rq.db().read(models::read_deployment_by_name, std::move(flow_name), std::move(deployment_name));
    if (!found)
        refuse_unknown("Deployment not found");
    co_return std::move(*found);
}

task<std::vector<deployment>> read_deployments(scope& rq, fields<deployment_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_deployments, models::deployment_selection{std::move(*wanted)}, *wanted->sort,
                        range);
}

task<page_of<deployment>> paginate_deployments(scope& rq, fields<deployment_paginate_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    models::deployment_selection const selection{*wanted};
    auto found =
        co_await rq.db().read(models::read_deployment_page, selection, *wanted->sort, rows_of_page(page, limit));
    co_return make_page(std::move(found), limit, page);
}

task<std::int64_t> count_deployments(scope& rq, fields<models::deployment_selection> wanted)
{
    return rq.db().read(models::count_deployments, std::move(*wanted));
}

task<void> delete_deployment(scope& rq, uuid id)
{
    auto gone = co_await rq.db().transaction(models::delete_deployments, std::vector<uuid>{id});
    if (gone.value.empty())
        refuse_unknown("Deployment not found");
    rq.publish(std::move(gone.events));
}

task<deleted_ids<deployment>> bulk_delete_deployments(scope& rq, fields<deployment_bulk_fields> wanted)
{
    auto ids = co_await rq.db().read(models::read_deployment_ids, std::move(wanted->deployments), wanted->limit->value);
    auto gone = co_await rq.db().transaction(models::delete_deployments, std::move(ids));
    rq.publish(std::move(gone.events));
    co_return deleted_ids<deployment>{std::move(gone.value)};
}

task<json_text> pause_deployment(scope& rq, uuid id)
{
    auto const known = co_await rq.db().transaction(models::pause_deployment, id);
    if (!known)
        refuse_unknown("Deployment not found");
    co_return json_text{"null"};
}

task<json_text> resume_deployment(scope& rq, uuid id)
{
    auto const known = co_await rq.db().transaction(models::resume_deployment, id);
    if (!known)
        refuse_unknown("Deployment not found");
    co_return json_text{"null"};
}

} // namespace

void add_deployments(router& r)
{
    r.section("Deployments");
    r.post<"/deployments/", create_deployment>().needs(role::runner).also(201).refuses(404).refuses(409);
    r.patch<"/deployments/{id:uuid}", update_deployment>().needs(role::runner).refuses(404).refuses(409);
    r.post<"/deployments/filter", read_deployments>().needs(role::viewer);
    r.post<"/deployments/paginate", paginate_deployments>().needs(role::viewer);
    r.post<"/deployments/count", count_deployments>().needs(role::viewer);
    r.get<"/deployments/name/{flow_name}/{deployment_name}", read_deployment_by_name>()
        .needs(role::viewer)
        .refuses(404);
    r.get<"/deployments/{id:uuid}", read_deployment>().needs(role::viewer).refuses(404);
    r.del<"/deployments/{id:uuid}", delete_deployment>().needs(role::operator_).refuses(404);
    r.post<"/deployments/bulk_delete", bulk_delete_deployments>().needs(role::operator_);
    r.post<"/deployments/{id:uuid}/pause_deployment", pause_deployment>().needs(role::runner).refuses(404);
    r.post<"/deployments/{id:uuid}/resume_deployment", resume_deployment>().needs(role::operator_).refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::deployment_bulk_fields>
{
    static void add(model_schema& model) { model.nullable("deployments"); }
};

PRAETOR_JSON_CODEC(praetor::routes::deployment_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::deployment_paginate_fields)
PRAETOR_JSON_CODEC(praetor::routes::deployment_bulk_fields)
PRAETOR_JSON_CODEC(praetor::routes::page_of<praetor::models::deployment>)
PRAETOR_JSON_CODEC(praetor::routes::deleted_ids<praetor::models::deployment>)
