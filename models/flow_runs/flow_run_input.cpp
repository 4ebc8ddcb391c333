#include <models/flow_runs/flow_run_input.hpp>

#include <models/flow_runs/flow_run.hpp>
#include <models/forms/form_values.hpp>
#include <models/slug.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/constrained.hpp>
#include <server/base/text/utf8.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_input.hpp>

PRAETOR_JSON_CODEC(praetor::models::flow_run_input)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::flow_run_input;
namespace query = db::query;

orchestration_result refused(std::optional<state> stays, set_state_status status, std::string reason)
{
    return {std::move(stays), status, {"abort_details", std::move(reason), std::nullopt}};
}

task<std::optional<std::string>> read_schema(db::connection& conn, uuid flow_run_id, state const& paused)
{
    auto const& keyset = paused.state_details.run_input_keyset;
    if (!keyset)
        co_return std::nullopt;
    auto const found = co_await read_flow_run_input(conn, flow_run_id, keyset->at("schema"));
    co_return found ? std::optional{found->value} : std::nullopt;
}

// Nothing where the run is not paused.
task<std::optional<state>> read_paused_state(db::connection& conn, uuid id)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};
    if (!run->state || run->state->type != state_type::PAUSED)
        co_return std::nullopt;
    co_return parse(*run->state);
}

} // namespace

task<void> create_flow_run_input(db::connection& conn, flow_run_input wanted)
{
    if (!is_slug(wanted.key)) // the reference breaks on these
        throw error{errc::unprocessable, "The key must only contain lowercase letters, numbers, and dashes."};
    auto const& run = db::tables::flow_run;
    auto const known = co_await conn.maybe_value<uuid>(
        query::select_value(run.id).from(run).where(run.id == wanted.flow_run_id).statement());
    if (!known)
        throw error{errc::not_found, "Flow run not found"};
    static_cast<stored_row&>(wanted) = new_row(now());
    auto const made = co_await conn.execute(
        query::insert_into(table).row(wanted).ignore_conflict(table.flow_run_id, table.key).statement());
    if (made == 0)
        throw error{errc::conflict, "A flow run input with this key already exists."};
}

task<std::vector<flow_run_input>> filter_flow_run_input(db::connection& conn, uuid flow_run_id, std::string prefix,
                                                        std::int64_t limit, std::vector<std::string> without)
{
    db::sql starts{"substr(key, 1, "};
    starts << std::to_string(code_points(prefix)) << ") = " << db::arg(prefix);
    auto select = query::select_from<flow_run_input>(table);
    select.where(table.flow_run_id == flow_run_id).where(query::condition{std::move(starts)});
    for (auto const& key : without)
        select.where(table.key != key);
    select.order_by(ascending(table.created)).limit(limit);
    return conn.rows<flow_run_input>(select.statement());
}

task<std::optional<flow_run_input>> read_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key)
{
    return conn.row<flow_run_input>(query::select_from<flow_run_input>(table)
                                        .where(table.flow_run_id == flow_run_id && table.key == key)
                                        .statement());
}

task<bool> delete_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key)
{
    auto const gone = co_await conn.execute(
        query::delete_from(table).where(table.flow_run_id == flow_run_id && table.key == key).statement());
    co_return gone > 0;
}

task<std::optional<awaited_input>> read_awaited_input(db::connection& conn, uuid id, bool with_variables)
{
    auto paused = co_await read_paused_state(conn, id);
    if (!paused)
        co_return std::nullopt;
    awaited_input found{std::move(*paused), {}, {}};
    found.schema = co_await read_schema(conn, id, found.paused);
    if (with_variables && found.is_wanted())
        found.variables = co_await read_workspace_variables(conn);
    co_return found;
}

orchestration_result not_paused()
{
    return refused(std::nullopt, set_state_status::ABORT, "Cannot resume a flow run that is not paused.");
}

orchestration_result refused_input(state paused, std::string reason)
{
    return refused(std::move(paused), set_state_status::REJECT, std::move(reason));
}

task<std::optional<with_events<orchestration_result>>>
resume_flow_run(db::connection& conn, uuid id, awaited_input seen, std::string input, transition_request request)
{
    auto const paused = co_await read_paused_state(conn, id);
    if (!paused || paused->id != seen.paused.id)
        co_return std::nullopt;
    auto const schema = co_await read_schema(conn, id, *paused);
    if (schema != seen.schema)
        co_return std::nullopt;
    auto proposed = make_state(state_type::RUNNING, "Running");
    if (*paused->state_details.pause_reschedule) {
        proposed = make_state(state_type::SCHEDULED, "Resuming");
        proposed.state_details.scheduled_time = proposed.timestamp;
    }
    auto done = co_await set_flow_run_state(conn, id, std::move(proposed), request);
    if (seen.is_wanted() && input != "{}" && done.value.status == set_state_status::ACCEPT) {
        flow_run_input answer;
        answer.flow_run_id = id;
        answer.key = paused->state_details.run_input_keyset->at("response");
        answer.value = std::move(input);
        co_await create_flow_run_input(conn, std::move(answer));
    }
    co_return done;
}

} // namespace praetor::models
