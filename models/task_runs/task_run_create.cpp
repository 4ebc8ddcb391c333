// Creating a task run by the API, for clients that do not orchestrate themselves.
#include <models/task_runs/task_run.hpp>

#include <models/runs/run_name.hpp>
#include <models/task_runs/set_task_run_state.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/task_run.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::task_run;

task<std::optional<task_run>> read_by_keys(db::connection& conn, std::optional<uuid> flow_run_id, std::string task_key,
                                           std::string dynamic_key)
{
    auto select = select_task_runs();
    select.where(flow_run_id ? table.flow_run_id == *flow_run_id : is_null(table.flow_run_id))
        .where(table.task_key == task_key && table.dynamic_key == dynamic_key)
        .limit(1);
    auto found = co_await conn.row<task_run>(select.statement());
    if (found)
        estimate_times(*found, now());
    co_return found;
}

task<key_value_labels> system_labels(db::connection& conn, uuid flow_run_id)
{
    auto const& run = db::tables::flow_run;
    auto const around = co_await conn.maybe_value<key_value_labels>(
        query::select_value(run.labels).from(run).where(run.id == flow_run_id).statement());
    co_return merged(around.value_or(key_value_labels{}),
                     key_value_labels{R"({"prefect.flow-run.id":")" + to_string(flow_run_id) + R"("})"});
}

task_run_row to_row(task_run_create const& wanted, key_value_labels labels)
{
    task_run_row row;
    row.id = wanted.id.value_or(uuid::random());
    row.created = row.updated = now();
    row.name = run_name(wanted.name);
    row.flow_run_id = wanted.flow_run_id;
    row.task_key = wanted.task_key;
    row.dynamic_key = wanted.dynamic_key;
    row.cache_key = wanted.cache_key;
    row.cache_expiration = wanted.cache_expiration;
    row.task_version = wanted.task_version;
    row.empirical_policy = stored_document{*wanted.empirical_policy};
    row.tags.text = json::to_text(*wanted.tags);
    row.labels = std::move(labels);
    row.task_inputs = *wanted.task_inputs;
    return row;
}

} // namespace

task<with_events<made_task_run>> create_task_run(db::connection& conn, task_run_create wanted,
                                                 std::int64_t max_cache_key)
{
    auto labels = merged({}, *wanted.labels);
    if (wanted.flow_run_id) {
        auto const system = co_await system_labels(conn, *wanted.flow_run_id);
        labels = merged(system, labels);
    }
    else {
        // No constraint guards runs outside a flow run.
        auto known = co_await read_by_keys(conn, std::nullopt, wanted.task_key, wanted.dynamic_key);
        if (known)
            co_return with_events<made_task_run>{{std::move(*known), false}, {}};
    }
    static auto const insert = query::prepare([](query::parameter<task_run_row> row) {
        return query::insert_into(table)
            .row(row)
            .ignore_conflict(table.flow_run_id, table.task_key, table.dynamic_key)
            .returning(table.id);
    });
    auto const row = to_row(wanted, std::move(labels));
    auto const id = row.id;
    auto const inserted = co_await conn.row<uuid>(insert(row));
    if (!inserted) {
        auto known =
            co_await read_by_keys(conn, wanted.flow_run_id, std::move(wanted.task_key), std::move(wanted.dynamic_key));
        if (!known)
            throw error{errc::unavailable, "the task run of these keys was deleted meanwhile"};
        co_return with_events<made_task_run>{{std::move(*known), false}, {}};
    }
    auto first = wanted.state ? make_state(std::move(*wanted.state)) : make_state(state_type::PENDING, "Pending");
    transition_request request;
    request.force = true;
    request.max_cache_key = max_cache_key;
    auto reached = co_await set_task_run_state(conn, id, std::move(first), request);
    auto made = co_await read_task_run(conn, id);
    if (!made)
        throw error{errc::internal, "task run " + to_string(id) + " is gone in its own transaction"};
    co_return with_events<made_task_run>{{std::move(*made), true, std::move(reached.value.queue)},
                                         std::move(reached.events)};
}

} // namespace praetor::models
