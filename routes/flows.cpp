#include <routes/delete_in_parts.hpp>
#include <routes/pagination.hpp>
#include <routes/routes.hpp>

#include <models/flow_runs/delete_flow_runs.hpp>
#include <models/flows/delete_flows.hpp>

#include <server/base/json/codec_impl.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::flow;

struct flow_page_fields : models::flow_selection
{
    static constexpr std::array<std::string_view, 2> read_first{"limit", "offset"};
    static constexpr std::array<std::string_view, 1> read_last{"sort"};
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    defaulted<models::flow_sort> sort{models::flow_sort::NAME_ASC};
};
BOOST_DESCRIBE_STRUCT(flow_page_fields, (models::flow_selection), (limit, offset, sort))

struct flow_paginate_fields : models::flow_selection
{
    static constexpr std::array<std::string_view, 2> read_first{"limit", "page"};
    static constexpr std::array<std::string_view, 1> read_last{"sort"};
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    defaulted<page_number> page{page_number{1}};
    defaulted<models::flow_sort> sort{models::flow_sort::NAME_ASC};
};
BOOST_DESCRIBE_STRUCT(flow_paginate_fields, (models::flow_selection), (limit, page, sort))

struct flow_bulk_fields
{
    std::optional<models::filters::flow_filter> flows;
    defaulted<bulk_limit> limit{bulk_limit{50}};
};
BOOST_DESCRIBE_STRUCT(flow_bulk_fields, (), (flows, limit))

// Creates a flow, or answers the one that has this name already: 201 when new, 200 when known.
task<reply<flow>> create_flow(scope& rq, body<models::flow_create> wanted)
{
    // Nearly every flow is known: a read costs no write transaction.
    auto known = co_await rq.db().read(models::read_flow_by_name, *wanted->name);
    if (known)
        co_return reply<flow>{std::move(*known), http::status::ok};
    auto made = co_await rq.db().transaction(models::create_flow, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<flow>{std::move(made.value.row), made.value.is_new ? http::status::created : http::status::ok};
}

task<void> update_flow(scope& rq, uuid id, body<models::flow_update> wanted)
{
    auto changed = co_await rq.db().transaction(models::update_flow, id, std::move(*wanted));
    if (!changed.value)
        refuse_unknown("Flow not found");
    rq.publish(std::move(changed.events));
}

task<std::int64_t> count_flows(scope& rq, fields<models::flow_selection> wanted)
{
    return rq.db().read(models::count_flows, std::move(*wanted));
}

task<flow> read_flow_by_name(scope& rq, std::string name)
{
    auto found = co_await rq.db().read(models::read_flow_by_name, std::move(name));
    if (!found)
        refuse_unknown("Flow not found");
    co_return std::move(*found);
}

task<flow> read_flow(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_flow, id);
    if (!found)
        refuse_unknown("Flow not found");
    co_return std::move(*found);
}

task<std::vector<flow>> read_flows(scope& rq, fields<flow_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_flows, models::flow_selection{std::move(*wanted)}, *wanted->sort, range);
}

task<page_of<flow>> paginate_flows(scope& rq, fields<flow_paginate_fields> wanted)
{
    auto const limit = rq.limit(wanted->limit);
    std::int64_t const page = **wanted->page;
    models::flow_selection const selection{*wanted};
    auto found = co_await rq.db().read(models::read_flow_page, selection, *wanted->sort, rows_of_page(page, limit));
    co_return make_page(std::move(found), limit, page);
}

// A flow may have more runs and logs than one transaction can delete in time.
task<void> delete_runs(scope& rq, uuid id)
{
    static constexpr std::int64_t at_a_time = 100;
    co_await delete_logs(rq, models::delete_logs_of_flow, id);
    co_await delete_in_parts(rq, at_a_time, models::delete_runs_of_flow, id, rq.max_slot_waits());
}

task<void> delete_flow(scope& rq, uuid id)
{
    co_await delete_runs(rq, id);
    auto gone = co_await rq.db().transaction(models::delete_flow, id, rq.max_slot_waits());
    if (!gone.value)
        refuse_unknown("Flow not found");
    rq.publish(std::move(gone.events));
}

task<deleted_ids<flow>> delete_flows(scope& rq, fields<flow_bulk_fields> wanted)
{
    auto const ids = co_await rq.db().read(models::read_flow_ids, std::move(wanted->flows), **wanted->limit);
    for (auto const& id : ids)
        co_await delete_runs(rq, id);
    auto gone = co_await rq.db().transaction(models::delete_flows, ids, rq.max_slot_waits());
    rq.publish(std::move(gone.events));
    co_return deleted_ids<flow>{std::move(gone.value)};
}

} // namespace

void add_flows(router& r)
{
    r.section("Flows");
    r.post<"/flows/", create_flow>().needs(role::runner).audit(audited::of_people).also(201);
    r.patch<"/flows/{id:uuid}", update_flow>().needs(role::operator_).refuses(404);
    r.post<"/flows/count", count_flows>().needs(role::viewer);
    r.get<"/flows/name/{name}", read_flow_by_name>().needs(role::viewer).refuses(404);
    r.get<"/flows/{id:uuid}", read_flow>().needs(role::viewer).refuses(404);
    r.post<"/flows/filter", read_flows>().needs(role::viewer);
    r.del<"/flows/{id:uuid}", delete_flow>().needs(role::operator_).refuses(404);
    r.post<"/flows/bulk_delete", delete_flows>().needs(role::operator_).called("bulk_delete_flows");
    r.post<"/flows/paginate", paginate_flows>().needs(role::viewer);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::flow_bulk_fields>
{
    static void add(model_schema& model) { model.nullable("flows"); }
};

PRAETOR_JSON_CODEC(praetor::routes::flow_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::flow_paginate_fields)
PRAETOR_JSON_CODEC(praetor::routes::flow_bulk_fields)
PRAETOR_JSON_CODEC(praetor::routes::page_of<praetor::models::flow>)
PRAETOR_JSON_CODEC(praetor::routes::deleted_ids<praetor::models::flow>)
