#include <models/task_runs/task_run.hpp>

#include <models/filters/where.hpp>
#include <models/runs/run_name.hpp>
#include <models/task_runs/task_run_row.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/page.hpp>
#include <db/rows.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::task_run>
{
    static void add(model_schema& model)
    {
        model.as<models::task_run_policy>("empirical_policy")
            .as<std::vector<std::string>>("tags")
            .as<models::key_value_labels>("labels")
            .as<models::task_inputs>("task_inputs");
    }
};

template <>
struct praetor::json::schema_notes<praetor::models::task_run_create>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::task_run_update>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

PRAETOR_JSON_CODEC(praetor::models::task_run)
PRAETOR_JSON_CODEC(praetor::models::task_run_create)
PRAETOR_JSON_CODEC(praetor::models::task_run_update)
PRAETOR_JSON_CODEC(praetor::models::task_run_sort)
PRAETOR_JSON_CODEC(praetor::models::task_run_selection)

namespace praetor::models {
namespace {

std::string_view order_by(task_run_sort sort)
{
    switch (sort) {
    case task_run_sort::ID_DESC:
        return "task_run.id DESC";
    case task_run_sort::EXPECTED_START_TIME_ASC:
        return "task_run.expected_start_time ASC";
    case task_run_sort::EXPECTED_START_TIME_DESC:
        return "task_run.expected_start_time DESC";
    case task_run_sort::NAME_ASC:
        return "task_run.name ASC";
    case task_run_sort::NAME_DESC:
        return "task_run.name DESC";
    case task_run_sort::NEXT_SCHEDULED_START_TIME_ASC:
        return "task_run.next_scheduled_start_time ASC";
    case task_run_sort::END_TIME_DESC:
        return "task_run.end_time DESC";
    }
    return "task_run.id DESC";
}

} // namespace

db::sql where(db::dialect kind, task_run_selection const& wanted)
{
    filters::conditions all;
    if (wanted.task_runs)
        all.add(filters::where(kind, *wanted.task_runs));
    if (wanted.flow_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM flow_run WHERE flow_run.id = task_run.flow_run_id AND "};
        exists << filters::where(kind, *wanted.flow_runs) << ")";
        all.add(std::move(exists));
    }
    if (wanted.flows) {
        db::sql exists{"EXISTS (SELECT 1 FROM flow_run JOIN flow ON flow.id = flow_run.flow_id "
                       "WHERE flow_run.id = task_run.flow_run_id AND "};
        exists << filters::where(kind, *wanted.flows) << ")";
        all.add(std::move(exists));
    }
    if (wanted.deployments) {
        db::sql exists{"EXISTS (SELECT 1 FROM flow_run JOIN deployment ON deployment.id = flow_run.deployment_id "
                       "WHERE flow_run.id = task_run.flow_run_id AND "};
        exists << filters::where(kind, *wanted.deployments) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

task<std::optional<task_run>> read_task_run(db::connection& conn, uuid id)
{
    auto query = select_task_runs();
    query << " WHERE task_run.id = " << db::arg(id);
    auto found = co_await conn.row<task_run_row>(std::move(query));
    if (!found)
        co_return std::nullopt;
    co_return to_task_run(std::move(*found), now());
}

namespace {

db::sql count_query(db::dialect kind, task_run_selection const& wanted)
{
    db::sql query{"SELECT count(*) FROM task_run WHERE "};
    query << where(kind, wanted);
    return query;
}

} // namespace

task<std::vector<task_run>> read_task_runs(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                           page range)
{
    auto query = select_task_runs(db::query::page_of(conn.kind(), "task_run", where(conn.kind(), wanted),
                                                     order_by(sort), range.limit, range.offset));
    query << " ORDER BY " << order_by(sort);
    auto const to_run = [when = now()](task_run_row&& row) { return to_task_run(std::move(row), when); };
    auto runs = co_await conn.rows<task_run_row>(std::move(query), to_run);
    co_return runs;
}

task<std::int64_t> count_task_runs(db::connection& conn, task_run_selection wanted)
{
    auto counted = co_await conn.value<std::int64_t>(count_query(conn.kind(), wanted));
    co_return counted;
}

task<counted_page<task_run>> read_task_run_page(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                                page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.kind(), wanted));
    auto rows = co_await read_task_runs(conn, std::move(wanted), sort, range);
    co_return counted_page<task_run>{std::move(rows), counted.result().at(0)};
}

task<bool> update_task_run(db::connection& conn, uuid id, task_run_update wanted)
{
    db::sql update{"UPDATE task_run SET updated = $1", now()};
    if (wanted.name.sent()) {
        auto& name = *wanted.name;
        update << ", name = " << db::arg(name && !name->empty() ? std::move(*name) : random_run_name());
    }
    update << " WHERE id = " << db::arg(id);
    auto const changed = co_await conn.execute(std::move(update));
    co_return changed > 0;
}

task<bool> delete_task_run(db::connection& conn, uuid id)
{
    auto const gone = co_await conn.execute(db::sql{"DELETE FROM task_run WHERE id = $1", id});
    if (gone > 0)
        conn.enqueue(db::sql{"DELETE FROM log WHERE task_run_id = $1", id});
    co_return gone > 0;
}

} // namespace praetor::models
