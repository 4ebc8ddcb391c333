#include <server/services/automations/due_actions.hpp>

#include <server/services/automations/prepare_action.hpp>
#include <server/services/slot_settings.hpp>
#include <server/services/stored_events.hpp>

#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>

namespace praetor::services {
namespace {

namespace actions = models::actions;

constexpr std::chrono::seconds interval{5};
constexpr std::int64_t rows_at_once = 100;
// Beside each other: an action that waits for a template or the database keeps no other back.
constexpr std::size_t lanes_in_parallel = 8;

// An action that can not be done is tried again after this time, then after twice as long, and so on.
constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::minutes longest_pause{5};
constexpr std::int64_t most_attempts = 10;

timestamp next_attempt(std::int64_t attempts)
{
    auto const pause = first_pause * (std::int64_t{1} << std::min<std::int64_t>(attempts, 16));
    return now() + std::min<std::chrono::seconds>(pause, longest_pause);
}

models::transition_request transition_of(settings::values const& config)
{
    models::transition_request how;
    how.max_cache_key = config.server.tasks.max_cache_key_length;
    how.slots = slot_settings(config.server);
    return how;
}

} // namespace

due_actions::due_actions(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, action_tools with)
    : periodic_service(std::move(executor), "actions", interval), store_(store), bus_(bus), with_(with)
{
    with_.outside = &outside_;
}

task<void> due_actions::step()
{
    auto const executor = co_await boost::asio::this_coro::executor;
    auto const lanes = store_.grammar().writes_in_parallel() ? lanes_in_parallel : 2;
    backlog_ = 0;
    for (std::size_t found = rows_at_once; found == rows_at_once && !is_stopping();) {
        auto rows = co_await store_.read(models::read_due_actions, now(), rows_at_once);
        found = rows.size();
        std::deque<models::waiting_action> waiting{std::make_move_iterator(rows.begin()),
                                                   std::make_move_iterator(rows.end())};
        task_group side_by_side{executor};
        for (std::size_t i = 0; i < std::min(lanes, found); ++i)
            side_by_side.spawn(act_on(&waiting));
        co_await side_by_side.join();
    }
}

task<void> due_actions::act_on(std::deque<models::waiting_action>* rows)
{
    while (!rows->empty() && !is_stopping()) {
        auto row = std::move(rows->front());
        rows->pop_front();
        co_await act(std::move(row));
    }
}

task<void> due_actions::act(models::waiting_action row)
{
    std::exception_ptr failed;
    try {
        co_await try_to_act(row);
        co_return;
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (is_cancellation(failed))
        std::rethrow_exception(failed);
    co_await try_later(row, failed);
}

task<void> due_actions::try_to_act(models::waiting_action const& row)
{
    auto of = actions::read_triggered_action(row.triggered_action);
    of.id = row.id;
    auto prepared = co_await prepare_action(with_, std::move(of), row.attempts);
    if (prepared.is_left)
        co_return;
    auto const how = transition_of(with_.config);
    std::optional<models::with_events<actions::settled_action>> done;
    try {
        done = co_await store_.transaction(actions::settle_action, prepared, how);
    }
    catch (error const& refused) {
        fail_with(prepared, refused);
    }
    catch (json::invalid_request const& refused) {
        fail_with(prepared, refused);
    }
    if (!done)
        done = co_await store_.transaction(actions::settle_action, prepared, how);
    if (!done->value.is_mine)
        co_return;
    ++done_;
    if (done->value.failure)
        log::warning(name(), "{} of automation {}: {}", actions::type_of(prepared.of.what),
                     to_string(prepared.of.automation_id), *done->value.failure);
    publish_stored(bus_, std::move(done->events));
}

task<void> due_actions::try_later(models::waiting_action const& row, std::exception_ptr why)
{
    log::error(name(), "invocation {} can not be done, attempt {} of {}: {}", to_string(row.id), row.attempts + 1,
               most_attempts, message_of(why));
    ++backlog_;
    if (row.attempts + 1 < most_attempts) {
        static_cast<void>(
            co_await store_.transaction(models::postpone_action, row.id, row.attempts + 1, next_attempt(row.attempts)));
        co_return;
    }
    std::optional<actions::prepared_action> given_up;
    try {
        given_up.emplace().of = actions::read_triggered_action(row.triggered_action);
    }
    catch (error const&) {
        given_up.reset(); // no action that this release knows
    }
    if (!given_up) {
        static_cast<void>(co_await store_.transaction(models::drop_action, row.id));
        co_return;
    }
    given_up->of.id = row.id;
    given_up->outcome.failure = "Given up after " + std::to_string(most_attempts) + " attempts: " + message_of(why);
    auto told = co_await store_.transaction(actions::settle_action, *given_up, transition_of(with_.config));
    publish_stored(bus_, std::move(told.events));
}

} // namespace praetor::services
