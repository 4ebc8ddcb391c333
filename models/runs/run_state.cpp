#include <models/runs/run_state.hpp>

#include <models/runs/state_result.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/task_run_state.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;

// The statements about one of the two tables of states, which are alike.
struct state_statements
{
    query::prepared<uuid> by_id;
    query::prepared<uuid> of_run;
    query::prepared<uuid, state, timestamp, std::optional<uuid>> insert;
};

template <class Table>
state_statements statements_of(Table const& table, db::schema::column<uuid> const& run_id)
{
    auto const select = query::select_from<stored_state>(table, query::as<"data">(state_data(Table::table_name)));
    auto const with = [&](query::condition const& wanted) {
        return query::select_statement<stored_state>{select}.where(wanted);
    };
    return {query::prepare([&](query::parameter<uuid> id) { return with(table.id == id); }),
            query::prepare(
                [&](query::parameter<uuid> id) { return with(run_id == id).order_by(ascending(table.timestamp)); }),
            query::prepare([&](query::parameter<uuid> id, query::parameter<state> reached,
                               query::parameter<timestamp> when, query::parameter<std::optional<uuid>> result) {
                return query::insert_into(table)
                    .row(reached)
                    .without(table.data)
                    .set(table.created, when)
                    .set(table.updated, when)
                    .set(run_id, id)
                    .set(table.result_artifact_id, result);
            })};
}

state_statements const& statements_of(run_kind kind)
{
    auto const& of_flow_run = db::tables::flow_run_state;
    auto const& of_task_run = db::tables::task_run_state;
    static state_statements const all[] = {statements_of(of_flow_run, of_flow_run.flow_run_id),
                                           statements_of(of_task_run, of_task_run.task_run_id)};
    return all[kind == run_kind::flow_run ? 0 : 1];
}

} // namespace

task<std::optional<stored_state>> read_run_state(db::connection& conn, run_kind kind, uuid id)
{
    return conn.row<stored_state>(statements_of(kind).by_id(id));
}

task<std::vector<stored_state>> read_run_states(db::connection& conn, run_kind kind, uuid run_id)
{
    return conn.rows<stored_state>(statements_of(kind).of_run(run_id));
}

void enqueue_run_state(db::connection& conn, run_kind kind, uuid run_id, state const& reached, timestamp when,
                       std::optional<uuid> result)
{
    conn.enqueue(statements_of(kind).insert(run_id, reached, when, result));
}

} // namespace praetor::models
