#include <models/flow_runs/flow_run.hpp>

#include <models/filters/where.hpp>
#include <models/flow_runs/flow_run_row.hpp>
#include <models/runs/run_name.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/correlated.hpp>
#include <db/query/page.hpp>
#include <db/query/time_arithmetic.hpp>
#include <db/rows.hpp>

namespace {

struct creator
{
    std::optional<praetor::uuid> id;
    std::optional<std::string> type;
    std::optional<std::string> display_value;
};
BOOST_DESCRIBE_STRUCT(creator, (), (id, type, display_value))

} // namespace

template <>
struct praetor::json::schema_notes<creator>
{
    static constexpr std::string_view name = "CreatedBy";
};

template <>
struct praetor::json::schema_notes<praetor::models::flow_run>
{
    static constexpr std::string_view name = "FlowRunResponse";
    static void add(model_schema& model)
    {
        model.as<json_object>("parameters")
            .as<json_object>("context")
            .as<models::flow_run_policy>("empirical_policy")
            .as<std::vector<std::string>>("tags")
            .as<std::optional<creator>>("created_by")
            .never_null("labels")
            .as<std::optional<json_object>>("job_variables");
    }
};

template <>
struct praetor::json::schema_notes<praetor::models::flow_run_create>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

PRAETOR_JSON_CODEC(creator)
PRAETOR_JSON_CODEC(praetor::models::flow_run)
PRAETOR_JSON_CODEC(praetor::models::flow_run_create)
PRAETOR_JSON_CODEC(praetor::models::flow_run_update)
PRAETOR_JSON_CODEC(praetor::models::flow_run_sort)
PRAETOR_JSON_CODEC(praetor::models::flow_run_selection)

namespace praetor::models {
namespace {

// SQLite has no index over coalesce(start_time, expected_start_time), and would sort every run that fits. Those that have
// started and those that have not are each in order in an index of theirs, and are merged as far as the page goes.
db::sql page_by_start_time(db::sql const& condition, flow_run_sort sort, page range)
{
    db::sql places{"SELECT flow_run.rowid AS place, flow_run.start_time AS moment FROM flow_run "
                   "WHERE flow_run.start_time IS NOT NULL AND "};
    places << condition
           << " UNION ALL SELECT flow_run.rowid AS place, flow_run.expected_start_time AS moment FROM flow_run "
              "WHERE flow_run.start_time IS NULL AND "
           << condition << " ORDER BY moment " << (sort == flow_run_sort::START_TIME_ASC ? "ASC" : "DESC") << " LIMIT "
           << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    return db::query::page_at("flow_run", places);
}

} // namespace

std::string_view order_by(flow_run_sort sort)
{
    switch (sort) {
    case flow_run_sort::ID_DESC:
        return "flow_run.id DESC";
    case flow_run_sort::START_TIME_ASC:
        return "coalesce(flow_run.start_time, flow_run.expected_start_time) ASC";
    case flow_run_sort::START_TIME_DESC:
        return "coalesce(flow_run.start_time, flow_run.expected_start_time) DESC";
    case flow_run_sort::EXPECTED_START_TIME_ASC:
        return "flow_run.expected_start_time ASC";
    case flow_run_sort::EXPECTED_START_TIME_DESC:
        return "flow_run.expected_start_time DESC";
    case flow_run_sort::NAME_ASC:
        return "flow_run.name ASC";
    case flow_run_sort::NAME_DESC:
        return "flow_run.name DESC";
    case flow_run_sort::NEXT_SCHEDULED_START_TIME_ASC:
        return "flow_run.next_scheduled_start_time ASC";
    case flow_run_sort::END_TIME_DESC:
        return "flow_run.end_time DESC";
    }
    return "flow_run.id DESC";
}

db::sql where(db::dialect kind, flow_run_selection const& wanted)
{
    filters::conditions all;
    if (wanted.flow_runs)
        all.add(filters::where(kind, *wanted.flow_runs));
    if (wanted.deployments) {
        db::sql exists{"EXISTS (SELECT 1 FROM deployment WHERE deployment.id = flow_run.deployment_id AND "};
        exists << filters::where(kind, *wanted.deployments) << ")";
        all.add(std::move(exists));
    }
    if (wanted.work_pools) {
        db::sql exists{"EXISTS (SELECT 1 FROM work_queue JOIN work_pool ON work_pool.id = work_queue.work_pool_id "
                       "WHERE work_queue.id = flow_run.work_queue_id AND "};
        exists << filters::where(kind, *wanted.work_pools) << ")";
        all.add(std::move(exists));
    }
    if (wanted.work_pool_queues) {
        db::sql exists{"EXISTS (SELECT 1 FROM work_queue WHERE work_queue.id = flow_run.work_queue_id AND "};
        exists << filters::where(kind, *wanted.work_pool_queues) << ")";
        all.add(std::move(exists));
    }
    if (wanted.flows) {
        db::sql exists{"flow_run.flow_id IN (SELECT flow.id FROM flow WHERE "};
        exists << filters::where(kind, *wanted.flows) << ")";
        all.add(std::move(exists));
    }
    if (wanted.task_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM task_run WHERE "};
        exists << db::query::belongs(kind, "task_run.flow_run_id = flow_run.id") << " AND "
               << filters::where(kind, *wanted.task_runs) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

db::sql page_of_flow_runs(db::dialect kind, db::sql const& condition, flow_run_sort sort, page range)
{
    if (kind == db::dialect::sqlite &&
        (sort == flow_run_sort::START_TIME_ASC || sort == flow_run_sort::START_TIME_DESC))
        return page_by_start_time(condition, sort, range);
    return db::query::page_of(kind, "flow_run", condition, order_by(sort), range.limit, range.offset);
}

task<std::optional<flow_run>> read_flow_run(db::connection& conn, uuid id)
{
    auto query = select_flow_runs();
    query << " WHERE flow_run.id = " << db::arg(id);
    auto found = co_await conn.row<flow_run_row>(std::move(query));
    if (!found)
        co_return std::nullopt;
    co_return to_flow_run(std::move(*found), now());
}

namespace {

db::sql count_query(db::dialect kind, flow_run_selection const& wanted)
{
    db::sql query{"SELECT count(*) FROM flow_run WHERE "};
    query << where(kind, wanted);
    return query;
}

} // namespace

task<std::vector<flow_run>> read_flow_runs(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                           page range)
{
    auto query = select_flow_runs(page_of_flow_runs(conn.kind(), where(conn.kind(), wanted), sort, range));
    query << " ORDER BY " << order_by(sort);
    auto const to_run = [when = now()](flow_run_row&& row) { return to_flow_run(std::move(row), when); };
    auto runs = co_await conn.rows<flow_run_row>(std::move(query), to_run);
    co_return runs;
}

task<std::vector<uuid>> read_flow_run_ids(db::connection& conn, std::optional<filters::flow_run_filter> wanted,
                                          std::int64_t limit)
{
    flow_run_selection selection;
    selection.flow_runs = std::move(wanted);
    db::sql query{"SELECT flow_run.id FROM flow_run WHERE "};
    query << where(conn.kind(), selection) << " ORDER BY " << order_by(flow_run_sort::ID_DESC) << " LIMIT "
          << db::arg(limit);
    auto ids = co_await conn.rows<uuid>(std::move(query));
    co_return ids;
}

task<std::int64_t> count_flow_runs(db::connection& conn, flow_run_selection wanted)
{
    auto counted = co_await conn.value<std::int64_t>(count_query(conn.kind(), wanted));
    co_return counted;
}

task<counted_page<flow_run>> read_flow_run_page(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                                page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.kind(), wanted));
    auto rows = co_await read_flow_runs(conn, std::move(wanted), sort, range);
    co_return counted_page<flow_run>{std::move(rows), counted.result().at(0)};
}

namespace {

// Job variables can only change while they still have an effect: before the run is picked up.
task<bool> check_job_variables_may_change(db::connection& conn, uuid id)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        co_return false;
    if (!run->state)
        throw error{errc::bad_request, "Flow run state is required to update job variables but none exists"};
    if (run->state->type != state_type::SCHEDULED)
        throw error{errc::bad_request, "Job variables for a flow run in state " +
                                           std::string{to_text(run->state->type)} + " cannot be updated"};
    std::optional<uuid> deployment;
    if (run->deployment_id)
        deployment =
            co_await conn.maybe_value<uuid>(db::sql{"SELECT id FROM deployment WHERE id = $1", *run->deployment_id});
    if (!deployment)
        throw error{errc::bad_request, "A deployment for the flow run could not be found"};
    co_return true;
}

} // namespace

task<bool> update_flow_run(db::connection& conn, uuid id, flow_run_update wanted)
{
    if (wanted.job_variables.sent() && *wanted.job_variables) {
        auto const known = co_await check_job_variables_may_change(conn, id);
        if (!known)
            co_return false;
    }
    db::sql update{"UPDATE flow_run SET updated = $1", now()};
    if (wanted.name.sent()) {
        auto& name = *wanted.name;
        update << ", name = " << db::arg(name && !name->empty() ? std::move(*name) : random_run_name());
    }
    if (wanted.flow_version.sent())
        update << ", flow_version = " << db::arg(*wanted.flow_version);
    if (wanted.parameters.sent())
        update << ", parameters = " << db::arg(json_text{wanted.parameters->text});
    if (wanted.empirical_policy.sent())
        update << ", empirical_policy = " << db::arg(json_text{json::to_text(*wanted.empirical_policy)});
    if (wanted.tags.sent())
        update << ", tags = " << db::arg(json_text{json::to_text(*wanted.tags)});
    if (wanted.infrastructure_pid.sent())
        update << ", infrastructure_pid = " << db::arg(*wanted.infrastructure_pid);
    if (wanted.job_variables.sent())
        update << ", job_variables = "
               << db::arg(*wanted.job_variables ? db::argument{json_text{json::to_text(**wanted.job_variables)}}
                                                : db::argument{db::null{}});
    update << " WHERE id = " << db::arg(id);
    auto const changed = co_await conn.execute(std::move(update));
    co_return changed > 0;
}

task<void> update_flow_run_labels(db::connection& conn, uuid id, key_value_labels more)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};
    auto const all = merged(run->labels, more);
    conn.enqueue(
        db::sql{"UPDATE flow_run SET updated = $1, labels = $2 WHERE id = $3", now(), json_text{all.text}, id});
}

task<std::optional<double>> average_lateness(db::connection& conn, flow_run_selection wanted)
{
    auto const when = now();
    db::sql const expected{"flow_run.expected_start_time"};
    db::sql moment;
    moment << db::arg(when);
    db::sql query{"SELECT CAST(avg(CASE WHEN flow_run.start_time > flow_run.expected_start_time THEN "};
    query << db::query::seconds_between(conn.kind(), expected, db::sql{"flow_run.start_time"})
          << " WHEN flow_run.start_time IS NULL AND flow_run.state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', "
             "'CRASHED') AND flow_run.expected_start_time < "
          << db::arg(when) << " THEN " << db::query::seconds_between(conn.kind(), expected, moment)
          << " ELSE 0 END) AS float) FROM flow_run WHERE " << where(conn.kind(), wanted);
    auto average = co_await conn.maybe_value<double>(std::move(query));
    co_return average;
}

} // namespace praetor::models
