#include <models/runs/run_state.hpp>

#include <models/runs/legacy_documents.hpp>
#include <models/runs/state_result.hpp>

#include <db/rows.hpp>

namespace praetor::models {
namespace {

db::sql select_states(run_kind kind)
{
    db::sql query{"SELECT state.id, state.type, state.name, state.timestamp, state.message, " PRAETOR_STATE_DATA(
        "state") " AS data, state.state_details FROM "};
    query << (kind == run_kind::flow_run ? "flow_run_state" : "task_run_state") << " AS state WHERE state.";
    return query;
}

} // namespace

task<std::optional<stored_state>> read_run_state(db::connection& conn, run_kind kind, uuid id)
{
    auto query = select_states(kind);
    query << "id = " << db::arg(id);
    auto found = co_await conn.row<stored_state>(std::move(query));
    if (found)
        found = complete_state(std::move(*found));
    co_return found;
}

task<std::vector<stored_state>> read_run_states(db::connection& conn, run_kind kind, uuid run_id)
{
    auto query = select_states(kind);
    query << (kind == run_kind::flow_run ? "flow_run_id" : "task_run_id") << " = " << db::arg(run_id)
          << " ORDER BY state.timestamp ASC";
    auto found = co_await conn.rows<stored_state>(std::move(query), complete_state);
    co_return found;
}

} // namespace praetor::models
