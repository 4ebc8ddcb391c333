#include <models/flows/flow.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/flow.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::flow>
{
    static void add(model_schema& model)
    {
        model.as<entity_name>("name").as<std::vector<std::string>>("tags").as<models::key_value_labels>("labels");
    }
};

PRAETOR_JSON_CODEC(praetor::models::flow)
PRAETOR_JSON_CODEC(praetor::models::flow_create)
PRAETOR_JSON_CODEC(praetor::models::flow_update)
PRAETOR_JSON_CODEC(praetor::models::flow_sort)
PRAETOR_JSON_CODEC(praetor::models::flow_selection)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::flow;
namespace query = db::query;

query::condition selected(db::grammar const& grammar, flow_selection const& wanted)
{
    filters::conditions all;
    if (wanted.flows)
        all.add(filters::where(grammar, *wanted.flows));
    if (wanted.deployments || wanted.work_pools) {
        db::sql exists{"EXISTS (SELECT 1 FROM deployment"};
        if (wanted.work_pools)
            exists << " JOIN work_queue ON work_queue.id = deployment.work_queue_id"
                      " JOIN work_pool ON work_pool.id = work_queue.work_pool_id";
        exists << " WHERE " << grammar.correlated("deployment.flow_id = flow.id");
        if (wanted.deployments)
            exists << " AND " << filters::where(grammar, *wanted.deployments);
        if (wanted.work_pools)
            exists << " AND " << filters::where(grammar, *wanted.work_pools);
        exists << ")";
        all.add(std::move(exists));
    }
    if (wanted.flow_runs || wanted.task_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM flow_run"};
        if (wanted.task_runs)
            exists << " JOIN task_run ON " << grammar.correlated("task_run.flow_run_id = flow_run.id");
        exists << " WHERE " << grammar.correlated("flow_run.flow_id = flow.id");
        if (wanted.flow_runs)
            exists << " AND " << filters::where(grammar, *wanted.flow_runs);
        if (wanted.task_runs)
            exists << " AND " << filters::where(grammar, *wanted.task_runs);
        exists << ")";
        all.add(std::move(exists));
    }
    return query::condition{all.joined()};
}

flow to_row(flow_create const& wanted, timestamp when)
{
    flow row{new_row(when), *wanted.name, json_text{json::to_text(*wanted.tags)}, std::nullopt};
    if (!wanted.labels->is_null())
        row.labels = *wanted.labels;
    return row;
}

} // namespace

task<with_events<made_flow>> create_flow(db::connection& conn, flow_create wanted)
{
    auto const when = now();
    static auto const insert = query::prepare([](query::parameter<flow> row) {
        return query::insert_into(table).row(row).ignore_conflict(table.name).returning<flow>();
    });
    auto made = co_await conn.row<flow>(insert(to_row(wanted, when)));
    if (!made) {
        auto known = co_await read_flow_by_name(conn, *wanted.name);
        if (!known)
            throw error{errc::unavailable, "flow \"" + *wanted.name + "\" was deleted while it was read"};
        co_return with_events<made_flow>{{std::move(*known), false}, {}};
    }
    with_events<made_flow> result{{std::move(*made), true}, {}};
    result.events.push_back(flow_event("created", result.value.row, when));
    enqueue_events(conn, result.events);
    co_return result;
}

task<with_events<bool>> update_flow(db::connection& conn, uuid id, flow_update wanted)
{
    auto const when = now();
    auto const changed = co_await conn.row<flow>(
        query::update(table).set(table.updated, when).row(wanted).where(table.id == id).returning<flow>().statement());
    if (!changed)
        co_return with_events<bool>{false, {}};
    with_events<bool> result{true, {}};
    result.events.push_back(flow_event("updated", *changed, when));
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<flow>> read_flow(db::connection& conn, uuid id)
{
    static auto const by_id = query::prepare(
        [](query::parameter<uuid> given) { return query::select_from<flow>(table).where(table.id == given); });
    return conn.row<flow>(by_id(id));
}

task<std::optional<flow>> read_flow_by_name(db::connection& conn, std::string name)
{
    static auto const by_name = query::prepare(
        [](query::parameter<std::string> given) { return query::select_from<flow>(table).where(table.name == given); });
    return conn.row<flow>(by_name(name));
}

namespace {

db::sql count_query(db::grammar const& grammar, flow_selection const& wanted)
{
    return query::select_value(query::count()).from(table).where(selected(grammar, wanted)).statement();
}

} // namespace

task<std::vector<flow>> read_flows(db::connection& conn, flow_selection wanted, flow_sort sort, page range)
{
    return conn.rows<flow>(query::select_from<flow>(table)
                               .where(selected(conn.grammar(), wanted))
                               .order_by(query::order_by(table, sort))
                               .limit(range.limit)
                               .offset(range.offset)
                               .statement());
}

task<std::int64_t> count_flows(db::connection& conn, flow_selection wanted)
{
    return conn.value<std::int64_t>(count_query(conn.grammar(), wanted));
}

task<counted_page<flow>> read_flow_page(db::connection& conn, flow_selection wanted, flow_sort sort, page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.grammar(), wanted));
    auto rows = co_await read_flows(conn, std::move(wanted), sort, range);
    co_return counted_page<flow>{std::move(rows), counted.result().at(0)};
}

} // namespace praetor::models
