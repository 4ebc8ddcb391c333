#include <models/automations/actions/perform.hpp>

#include <models/automations/automation.hpp>
#include <models/automations/triggers/cascade.hpp>
#include <models/deployments/deployment.hpp>
#include <models/events/event_store.hpp>
#include <models/flow_runs/delete_flow_runs.hpp>
#include <models/runs/related_row.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_queue.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>

#include <fmt/format.h>

#include <chrono>
#include <iterator>

namespace praetor::models::actions {
namespace {

using events = std::vector<event>;

constexpr std::chrono::hours suspended_for{1};

void fail_with_status(prepared_action& on, std::int64_t status)
{
    on.outcome.add_status(status);
    on.outcome.failure = fmt::format("Unexpected status from '{}' action: {}", type_of(on.of.what), status);
}

// What comes of a write that tells whether there was anything to write to.
events written(prepared_action& on, with_events<bool> done, std::int64_t status)
{
    if (done.value)
        on.outcome.add_status(status);
    else
        fail_with_status(on, 404);
    return std::move(done.events);
}

std::string message_of(prepared_action const& on, std::string_view done)
{
    return fmt::format("{} by Automation {}", done, to_string(on.of.automation_id));
}

json_text creator_of(triggered_action const& of)
{
    return json_text{json::object_text([&](json::object_writer& creator) {
        creator.value("id", of.automation_id).text("type", "AUTOMATION").text("display_value", of.automation_name);
    })};
}

task<events> perform(db::connection&, prepared_action&, do_nothing const&, transition_request)
{
    co_return events{};
}

task<events> perform(db::connection& conn, prepared_action& on, run_deployment const&, transition_request)
{
    auto made = co_await create_run_of_deployment(conn, std::move(*on.run), flow_run_creator{creator_of(on.of), true});
    on.outcome.relate("prefect.flow-run." + to_string(made.value.row.id), "flow-run", made.value.row.name);
    on.outcome.add_status(made.value.is_new ? 201 : 200);
    co_return std::move(made.events);
}

task<events> perform(db::connection& conn, prepared_action& on, pause_deployment const&, transition_request)
{
    auto const known = co_await models::pause_deployment(conn, *on.target);
    co_return written(on, {known, {}}, 200);
}

task<events> perform(db::connection& conn, prepared_action& on, resume_deployment const&, transition_request)
{
    auto const known = co_await models::resume_deployment(conn, *on.target);
    co_return written(on, {known, {}}, 200);
}

task<events> set_state(db::connection& conn, prepared_action& on, state_create wanted, transition_request request)
{
    auto const when = now();
    auto done = co_await set_flow_run_state(conn, *on.target, make_state(std::move(wanted)), std::move(request));
    bool const made = done.value.state && done.value.state->timestamp >= when;
    on.outcome.add_status(made ? 201 : 200);
    if (done.value.details.reason)
        on.outcome.failure = "Failed to set state: " + *done.value.details.reason;
    co_return std::move(done.events);
}

task<events> perform(db::connection& conn, prepared_action& on, change_flow_run_state const& wanted,
                     transition_request request)
{
    state_create state;
    state.type = wanted.state;
    state.name = wanted.name;
    state.message = wanted.message && !wanted.message->empty() ? *wanted.message : message_of(on, "State changed");
    request.force = *wanted.force;
    return set_state(conn, on, std::move(state), std::move(request));
}

task<events> perform(db::connection& conn, prepared_action& on, cancel_flow_run const&, transition_request request)
{
    state_create state;
    state.type = state_type::CANCELLING;
    state.message = message_of(on, "Cancelled");
    return set_state(conn, on, std::move(state), std::move(request));
}

task<events> perform(db::connection& conn, prepared_action& on, suspend_flow_run const&, transition_request request)
{
    state_create state;
    state.type = state_type::PAUSED;
    state.name = "Suspended";
    state.message = message_of(on, "Suspended");
    state.state_details->pause_timeout = zoned_time{now() + suspended_for};
    state.state_details->pause_reschedule.set(true);
    return set_state(conn, on, std::move(state), std::move(request));
}

task<events> perform(db::connection& conn, prepared_action& on, delete_flow_run const&, transition_request request)
{
    auto const gone = co_await models::delete_flow_run(conn, *on.target, request.slots.waits);
    co_return written(on, {gone, {}}, 204);
}

task<events> perform(db::connection& conn, prepared_action& on, resume_flow_run const&, transition_request request)
{
    auto done = co_await models::resume_flow_run(conn, *on.target, std::move(*on.awaited), "{}", std::move(request));
    if (!done)
        throw error{errc::unavailable, "the flow run changed while it was about to be resumed"};
    if (done->value.details.reason)
        on.outcome.failure = "Failed to resume flow run: " + *done->value.details.reason;
    co_return std::move(done->events);
}

task<events> switch_pool(db::connection& conn, prepared_action& on, bool pauses)
{
    auto const pool = co_await conn.row<named_row>(db::sql{"SELECT id, name FROM work_pool WHERE id = $1", *on.target});
    if (!pool) {
        on.outcome.failure = fmt::format("Work pool {} not found", to_string(*on.target));
        co_return events{};
    }
    on.outcome.relate("prefect.work-pool." + to_string(pool->id), "target", pool->name);
    work_pool_update wanted;
    wanted.is_paused.set(pauses);
    auto done = co_await update_work_pool(conn, pool->name, std::move(wanted));
    co_return written(on, {done.value.has_value(), std::move(done.events)}, 204);
}

task<events> perform(db::connection& conn, prepared_action& on, pause_work_pool const&, transition_request)
{
    return switch_pool(conn, on, true);
}

task<events> perform(db::connection& conn, prepared_action& on, resume_work_pool const&, transition_request)
{
    return switch_pool(conn, on, false);
}

task<events> switch_queue(db::connection& conn, prepared_action& on, bool pauses)
{
    work_queue_update wanted;
    wanted.is_paused.set(pauses);
    auto done = co_await update_work_queue(conn, queue_key{*on.target}, std::move(wanted));
    co_return written(on, std::move(done), 204);
}

task<events> perform(db::connection& conn, prepared_action& on, pause_work_queue const&, transition_request)
{
    return switch_queue(conn, on, true);
}

task<events> perform(db::connection& conn, prepared_action& on, resume_work_queue const&, transition_request)
{
    return switch_queue(conn, on, false);
}

task<events> switch_this(db::connection& conn, prepared_action& on, bool enabled)
{
    automation_partial_update wanted;
    wanted.enabled.set(enabled);
    auto done = co_await switch_automation(conn, *on.target, std::move(wanted));
    co_return written(on, std::move(done), 204);
}

task<events> perform(db::connection& conn, prepared_action& on, pause_automation const&, transition_request)
{
    return switch_this(conn, on, false);
}

task<events> perform(db::connection& conn, prepared_action& on, resume_automation const&, transition_request)
{
    return switch_this(conn, on, true);
}

struct claimed_action
{
    uuid id;
    std::optional<std::int64_t> firings_left;
};
BOOST_DESCRIBE_STRUCT(claimed_action, (), (id, firings_left))

// What goes outside was done before the transaction.
task<events> perform(db::connection&, prepared_action&, send_notification const&, transition_request)
{
    co_return events{};
}

task<events> perform(db::connection&, prepared_action&, call_webhook const&, transition_request)
{
    co_return events{};
}

} // namespace

task<with_events<settled_action>> settle_action(db::connection& conn, prepared_action what, transition_request request)
{
    db::sql claim{"SELECT id, firings_left FROM praetor_due_action WHERE id = $1", what.of.id};
    claim << conn.grammar().locking(db::row_lock::claim);
    auto const mine = co_await conn.row<claimed_action>(std::move(claim));
    if (!mine)
        co_return with_events<settled_action>{};
    events made;
    if (!what.outcome.failure) {
        auto const chosen = what.of.what;
        auto work = std::visit([&](auto const& one) { return perform(conn, what, one, std::move(request)); }, chosen);
        made = co_await std::move(work);
    }
    auto emitted = std::move(what.emitted);
    std::ranges::move(action_events(what.of, what.outcome), std::back_inserter(emitted));
    enqueue_events(conn, emitted);
    conn.enqueue(db::sql{"DELETE FROM praetor_due_action WHERE id = $1", what.of.id});
    std::ranges::move(emitted, std::back_inserter(made));
    if (mine->firings_left) {
        cascade to_follow;
        for (auto const& one : made)
            to_follow[*mine->firings_left].push_back(one.id);
        enqueue_firings_left(conn, to_follow);
    }
    co_return with_events<settled_action>{{true, std::move(what.outcome.failure)}, std::move(made)};
}

} // namespace praetor::models::actions
