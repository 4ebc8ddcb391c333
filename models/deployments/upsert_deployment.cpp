// Upserts of deployments: one flush that reads what they refer to, the INSERT, and all that follows with the COMMIT.
#include <models/deployments/deployment_write.hpp>

#include <models/deployments/delete_scheduled_runs.hpp>
#include <models/deployments/deployment_limit.hpp>
#include <models/deployments/deployment_references.hpp>
#include <models/deployments/requested_queue.hpp>
#include <models/deployments/stored_deployment.hpp>
#include <models/events/event_store.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>

#include <algorithm>
#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;

struct flow_of_deployment : named_row
{
    key_value_labels labels;
};
BOOST_DESCRIBE_STRUCT(flow_of_deployment, (named_row), (labels))

db::sql select_flow(uuid id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> given) {
        auto const& flow = db::tables::flow;
        return query::select_from<flow_of_deployment>(flow).where(flow.id == given);
    });
    return statement(id);
}

key_value_labels labels_of(deployment_create const& wanted, flow_of_deployment const& flow)
{
    key_value_labels const system{R"({"prefect.flow.id":")" + to_string(wanted.flow_id) + "\"}"};
    return merged(merged(flow.labels, system), *wanted.labels);
}

// What is not sent stays as it is in a row that is there, and is the reference's default in a new one.
db::sql upsert(deployment_create const& wanted, key_value_labels const& labels,
               std::optional<std::optional<uuid>> const& queue_id, stored_row const& row)
{
    auto insert = query::insert_into(table);
    auto const put = [&insert](auto const& column, auto const& member) {
        if (member.sent())
            insert.set(column, member);
    };
    insert.row(row).set(table.name, *wanted.name).set(table.flow_id, wanted.flow_id).set(table.labels, labels);
    put(table.paused, wanted.paused);
    put(table.concurrency_options, wanted.concurrency_options);
    put(table.concurrency_limit_id, wanted.global_concurrency_limit_id);
    put(table.enforce_parameter_schema, wanted.enforce_parameter_schema);
    put(table.parameter_openapi_schema, wanted.parameter_openapi_schema);
    put(table.parameters, wanted.parameters);
    put(table.tags, wanted.tags);
    put(table.pull_steps, wanted.pull_steps);
    put(table.work_queue_name, wanted.work_queue_name);
    put(table.storage_document_id, wanted.storage_document_id);
    put(table.infrastructure_document_id, wanted.infrastructure_document_id);
    put(table.description, wanted.description);
    put(table.path, wanted.path);
    put(table.version, wanted.version);
    put(table.entrypoint, wanted.entrypoint);
    put(table.infra_overrides, wanted.job_variables);
    if (queue_id)
        insert.set(table.work_queue_id, *queue_id);
    insert.update_on_conflict(table.flow_id, table.name);
    if (!wanted.enforce_parameter_schema.sent())
        insert.set(table.enforce_parameter_schema, true);
    if (!wanted.parameter_openapi_schema.sent())
        insert.set(table.parameter_openapi_schema, json_text{"{}"});
    if (!wanted.pull_steps.sent())
        insert.set(table.pull_steps, json_text{"[]"});
    return insert.returning<deployment_columns>().statement();
}

std::optional<stored_deployment> first_of(std::vector<stored_deployment> rows)
{
    return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

// A limit of how many runs are made ahead is heeded by the routes of schedules alone.
std::vector<deployment_schedule> schedules_of(deployment_create const& wanted, uuid id, timestamp when)
{
    auto schedules = *wanted.schedules;
    for (auto& one : schedules)
        one.max_scheduled_runs.reset();
    return to_rows(id, schedules, when);
}

} // namespace

task<with_events<made_deployment>> upsert_deployment(db::connection& conn, deployment_create wanted)
{
    auto const when = now();
    auto asked = deferred_deployment(conn, wanted.flow_id, *wanted.name);
    requested_queue queue{conn, wanted.work_pool_name, *wanted.work_queue_name};
    requested_limit limit{conn, *wanted.global_concurrency_limit_id};
    requested_blocks blocks{conn, *wanted.infrastructure_document_id, *wanted.storage_document_id};
    auto const flow = co_await conn.row<flow_of_deployment>(select_flow(wanted.flow_id));
    auto known = first_of(asked.result());
    queue.require_pool();
    auto shared_limit = limit.result();
    auto waits_in = co_await queue.find(conn);
    blocks.require();
    if (!flow)
        throw error{errc::integrity, "there is no flow " + to_string(wanted.flow_id)};

    std::optional<std::optional<uuid>> queue_id;
    if (queue.is_named())
        queue_id = waits_in.value.work_queue ? std::optional{waits_in.value.work_queue->id} : std::nullopt;
    auto const new_one = new_row(when);
    auto const row = co_await conn.row<deployment_columns>(upsert(wanted, labels_of(wanted, *flow), queue_id, new_one));
    bool const is_new = row->id == new_one.id;
    bool const was_read = known && known->id == row->id;
    if (!is_new && !was_read) { // made since by somebody else
        auto again = deferred_deployment(conn, wanted.flow_id, *wanted.name);
        co_await conn.execute(select_flow(wanted.flow_id));
        known = first_of(again.result());
    }

    stored_deployment made{*row};
    made.flow = *flow;
    if (wanted.global_concurrency_limit_id.sent())
        made.limit = std::move(shared_limit);
    else if (known && row->concurrency_limit_id)
        made.limit = known->limit;
    if (queue.is_named())
        static_cast<queue_of_deployment&>(made) = waits_in.value;
    else if (known)
        static_cast<queue_of_deployment&>(made) = *known;

    auto schedules = schedules_of(wanted, row->id, when);
    if (!is_new) {
        enqueue_deletion_of_runs(conn, {row->id}, scheduled_runs::automatic_next);
        enqueue_deletion_of_schedules(conn, row->id);
    }
    enqueue_schedules(conn, schedules);
    if (wanted.concurrency_limit.sent()) {
        auto const& slots = *wanted.concurrency_limit;
        enqueue_limit(conn, made, slots ? std::optional{**slots} : std::nullopt, when);
    }

    with_events<made_deployment> result{{{}, is_new}, std::move(waits_in.events)};
    std::vector<event> events;
    if (is_new)
        events.push_back(deployment_event("created", to_related_resources(made), when));
    else if (was_read) {
        auto const changes = changes_of(*known, made);
        if (!changes.empty())
            events.push_back(deployment_event("updated", to_related_resources(made), when, changes.payload()));
    }
    enqueue_events(conn, events);
    std::ranges::move(events, std::back_inserter(result.events));
    std::ranges::reverse(schedules);
    result.value.row = to_reply(std::move(made), std::move(schedules));
    co_return result;
}

} // namespace praetor::models
