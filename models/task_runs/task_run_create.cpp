// Creating a task run by the API, for clients that do not orchestrate themselves.
#include <models/task_runs/task_run.hpp>

#include <models/runs/run_name.hpp>
#include <models/task_runs/set_task_run_state.hpp>
#include <models/task_runs/task_run_row.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

namespace praetor::models {
namespace {

task<std::optional<task_run>> read_by_keys(db::connection& conn, std::optional<uuid> flow_run_id, std::string task_key,
                                           std::string dynamic_key)
{
    auto query = select_task_runs();
    if (flow_run_id)
        query << " WHERE task_run.flow_run_id = " << db::arg(*flow_run_id);
    else
        query << " WHERE task_run.flow_run_id IS NULL";
    query << " AND task_run.task_key = " << db::arg(std::move(task_key))
          << " AND task_run.dynamic_key = " << db::arg(std::move(dynamic_key)) << " LIMIT 1";
    auto found = co_await conn.row<task_run_row>(std::move(query));
    if (!found)
        co_return std::nullopt;
    co_return to_task_run(std::move(*found), now());
}

task<key_value_labels> system_labels(db::connection& conn, uuid flow_run_id)
{
    auto const around =
        co_await conn.maybe_value<json_text>(db::sql{"SELECT labels FROM flow_run WHERE id = $1", flow_run_id});
    co_return merged(around ? key_value_labels{around->text} : key_value_labels{},
                     key_value_labels{R"({"prefect.flow-run.id":")" + to_string(flow_run_id) + R"("})"});
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
    auto const id = wanted.id.value_or(uuid::random());
    auto const name = wanted.name && !wanted.name->empty() ? *wanted.name : random_run_name();
    auto const inserted = co_await conn.row<uuid>(db::sql{
        "INSERT INTO task_run (id, created, updated, name, flow_run_id, task_key, dynamic_key, cache_key, "
        "cache_expiration, task_version, flow_run_run_count, run_count, empirical_policy, task_inputs, tags, labels, "
        "total_run_time) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11, $12, $13, $14) "
        "ON CONFLICT (flow_run_id, task_key, dynamic_key) DO NOTHING RETURNING id",
        id, now(), name, wanted.flow_run_id, wanted.task_key, wanted.dynamic_key, wanted.cache_key,
        wanted.cache_expiration, wanted.task_version, json_text{json::to_text(*wanted.empirical_policy)},
        json_text{wanted.task_inputs->text}, json_text{json::to_text(*wanted.tags)}, json_text{labels.text},
        duration{}});
    if (!inserted) {
        auto known =
            co_await read_by_keys(conn, wanted.flow_run_id, std::move(wanted.task_key), std::move(wanted.dynamic_key));
        if (!known)
            throw error{errc::unavailable, "the task run of these keys was deleted meanwhile"};
        co_return with_events<made_task_run>{{std::move(*known), false}, {}};
    }
    auto first = wanted.state ? make_state(std::move(*wanted.state)) : make_state(state_type::PENDING, "Pending");
    transition_request how;
    how.force = true;
    how.max_cache_key = max_cache_key;
    auto reached = co_await set_task_run_state(conn, id, std::move(first), how);
    auto made = co_await read_task_run(conn, id);
    if (!made)
        throw error{errc::internal, "task run " + to_string(id) + " is gone in its own transaction"};
    co_return with_events<made_task_run>{{std::move(*made), true, std::move(reached.value.queue)},
                                         std::move(reached.events)};
}

} // namespace praetor::models
