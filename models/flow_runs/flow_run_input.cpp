#include <models/flow_runs/flow_run_input.hpp>

#include <models/flow_runs/flow_run.hpp>
#include <models/forms/form_values.hpp>
#include <models/slug.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/constrained.hpp>

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

// Puts variables and rendered templates into an input; gives why it can not be.
std::optional<std::string> fill_in(std::string& input, schemas::hydration_context context)
{
    context.renders_templates = true;
    context.throws = true;
    try {
        input = hydrated_values(input, context);
    }
    catch (error const& thrown) {
        return "Error hydrating run input: " + thrown.text();
    }
    return std::nullopt;
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
    auto const when = now();
    auto const made = co_await conn.execute(query::insert_into(table)
                                                .set(table.id, uuid::random())
                                                .set(table.created, when)
                                                .set(table.updated, when)
                                                .set(table.flow_run_id, wanted.flow_run_id)
                                                .set(table.key, wanted.key)
                                                .set(table.value, wanted.value)
                                                .set(table.sender, wanted.sender)
                                                .ignore_conflict(table.flow_run_id, table.key)
                                                .statement());
    if (made == 0)
        throw error{errc::conflict, "A flow run input with this key already exists."};
}

task<std::vector<flow_run_input>> filter_flow_run_input(db::connection& conn, uuid flow_run_id, std::string prefix,
                                                        std::int64_t limit, std::vector<std::string> without)
{
    db::sql starts{"substr(key, 1, "};
    starts << std::to_string(json::code_points(prefix)) << ") = " << db::arg(prefix);
    auto select = query::select_from<flow_run_input>(table);
    select.where(table.flow_run_id == flow_run_id).where(query::condition{std::move(starts)});
    for (auto const& key : without)
        select.where(table.key != key);
    select.order_by(ascending(table.created)).limit(limit);
    auto found = co_await conn.rows<flow_run_input>(select.statement());
    co_return found;
}

task<std::optional<flow_run_input>> read_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key)
{
    auto found = co_await conn.row<flow_run_input>(query::select_from<flow_run_input>(table)
                                                       .where(table.flow_run_id == flow_run_id && table.key == key)
                                                       .statement());
    co_return found;
}

task<bool> delete_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key)
{
    auto const gone = co_await conn.execute(
        query::delete_from(table).where(table.flow_run_id == flow_run_id && table.key == key).statement());
    co_return gone > 0;
}

task<with_events<orchestration_result>> resume_flow_run(db::connection& conn, uuid id, std::optional<json_text> input,
                                                        transition_request how)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};
    if (!run->state || run->state->type != state_type::PAUSED)
        co_return with_events<orchestration_result>{
            refused(std::nullopt, set_state_status::ABORT, "Cannot resume a flow run that is not paused."), {}};
    auto const paused = parse(*run->state);
    auto const& keyset = paused.state_details.run_input_keyset;
    std::string given = input ? input->text : "{}";
    if (keyset) {
        if (asks_hydration(given)) {
            auto const context = co_await read_hydration_context(conn);
            if (auto const problem = fill_in(given, context))
                co_return with_events<orchestration_result>{refused(paused, set_state_status::REJECT, *problem), {}};
        }
        auto const schema = co_await read_flow_run_input(conn, id, keyset->at("schema"));
        if (!schema)
            co_return with_events<orchestration_result>{
                refused(paused, set_state_status::REJECT, "Run input schema not found."), {}};
        if (auto const fault = input_problem(schema->value, given))
            co_return with_events<orchestration_result>{refused(paused, set_state_status::REJECT, *fault), {}};
    }
    auto proposed = make_state(state_type::RUNNING, "Running");
    if (*paused.state_details.pause_reschedule) {
        proposed = make_state(state_type::SCHEDULED, "Resuming");
        proposed.state_details.scheduled_time = proposed.timestamp;
    }
    auto done = co_await set_flow_run_state(conn, id, std::move(proposed), how);
    if (keyset && given != "{}" && done.value.status == set_state_status::ACCEPT) {
        flow_run_input answer;
        answer.flow_run_id = id;
        answer.key = keyset->at("response");
        answer.value = std::move(given);
        co_await create_flow_run_input(conn, std::move(answer));
    }
    co_return done;
}

} // namespace praetor::models
