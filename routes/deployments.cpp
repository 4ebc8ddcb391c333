#include <routes/pagination.hpp>
#include <routes/routes.hpp>

#include <models/deployments/delete_deployments.hpp>
#include <models/deployments/deployment.hpp>
#include <models/deployments/deployment_schedule.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::deployment;
using models::deployment_schedule;

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
    r.post<"/deployments/filter", read_deployments>();
    r.post<"/deployments/paginate", paginate_deployments>();
    r.post<"/deployments/count", count_deployments>();
    r.get<"/deployments/name/{flow_name}/{deployment_name}", read_deployment_by_name>().refuses(404);
    r.get<"/deployments/{id:uuid}", read_deployment>().refuses(404);
    r.del<"/deployments/{id:uuid}", delete_deployment>().refuses(404);
    r.post<"/deployments/bulk_delete", bulk_delete_deployments>();
    r.post<"/deployments/{id:uuid}/pause_deployment", pause_deployment>().refuses(404);
    r.post<"/deployments/{id:uuid}/resume_deployment", resume_deployment>().refuses(404);
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
