#include <server/services/automations/due_actions.hpp>

#include <server/services/automations/prepare_action.hpp>
#include <server/services/slot_settings.hpp>
#include <server/services/stored_events.hpp>

#include <server/base/deadline.hpp>
#include <server/base/log.hpp>

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

// Beside each other: an action that waits for a template, the database or somebody outside keeps no other back.
std::size_t workers_of(db::database const& store, models::action_place where)
{
    if (where == models::action_place::outside)
        return 32;
    return store.grammar().writes_in_parallel() ? 8 : 2;
}

// An action that can not be done is tried again after this time, then after twice as long, and so on.
constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::minutes max_pause{5};
constexpr std::int64_t max_attempts = 10;

timestamp next_attempt(std::int64_t attempts)
{
    auto const pause = first_pause * (std::int64_t{1} << std::min<std::int64_t>(attempts, 16));
    return now() + std::min<std::chrono::seconds>(pause, max_pause);
}

models::transition_request transition_of(settings::values const& config)
{
    models::transition_request request;
    request.max_cache_key = config.server.tasks.max_cache_key_length;
    request.slots = slot_settings(config.server);
    return request;
}

} // namespace

due_actions::due_actions(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, action_tools with,
                         models::action_place where)
    : periodic_service(executor, where == models::action_place::inside ? "actions" : "outgoing_actions", interval),
      store_(store), bus_(bus), where_(where), max_workers_(workers_of(store, where)), with_(with),
      workers_(executor, [this](std::exception_ptr why) { note_failure(std::move(why)); })
{
    with_.outside = &outside_;
}

// Rows that are held are still due, and left out: a look finds new ones behind them.
task<void> due_actions::step()
{
    if (auto const failed = std::exchange(failed_, nullptr))
        std::rethrow_exception(failed);
    more_ = !waiting_.empty() || under_way() >= max_workers_;
    if (more_)
        co_return;
    backlog_ = 0;
    models::due_look look{.where = where_, .when = now(), .held = {held_.begin(), held_.end()}};
    auto const max_bytes = look.max_bytes;
    auto const max_rows = look.max_rows;
    auto rows = co_await store_.read(models::read_due_actions, std::move(look));
    std::int64_t bytes = 0;
    for (auto const& one : rows)
        bytes += one.size;
    more_ = more_ || std::ssize(rows) == max_rows || bytes >= max_bytes;
    for (auto& one : rows)
        if (held_.insert(one.id).second)
            waiting_.push_back(std::move(one));
    for (auto wanted = waiting_.size(); wanted > 0 && under_way() < max_workers_; --wanted)
        workers_.spawn(perform_waiting());
}

task<void> due_actions::perform_waiting()
{
    while (!waiting_.empty() && !is_stopping()) {
        auto row = std::move(waiting_.front());
        waiting_.pop_front();
        auto const id = row.id;
        std::exception_ptr failed;
        try {
            co_await act(std::move(row));
        }
        catch (...) {
            failed = std::current_exception();
        }
        held_.erase(id);
        if (failed)
            std::rethrow_exception(failed);
    }
    if (more_)
        wake();
}

// What has failed so concerns all of them, as a database that can not be reached does: those that wait are found again.
void due_actions::note_failure(std::exception_ptr why)
{
    failed_ = std::move(why);
    for (auto const& one : waiting_)
        held_.erase(one.id);
    waiting_.clear();
    wake();
}

task<void> due_actions::stop()
{
    co_await periodic_service::stop();
    try {
        co_await with_deadline(stop_time, workers_.join(), "actions under way were given up");
    }
    catch (error const& late) { // each is done again when nobody holds it any more
        log::warning(name(), "{}", late.text());
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
    auto const request = transition_of(with_.config);
    std::optional<models::with_events<actions::settled_action>> done;
    try {
        done = co_await store_.transaction(actions::settle_action, prepared, request);
    }
    catch (error const& refused) {
        fail_with(prepared, refused);
    }
    catch (json::invalid_request const& refused) {
        fail_with(prepared, refused);
    }
    if (!done)
        done = co_await store_.transaction(actions::settle_action, prepared, request);
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
               max_attempts, message_of(why));
    ++backlog_;
    if (row.attempts + 1 < max_attempts) {
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
    given_up->outcome.failure = "Given up after " + std::to_string(max_attempts) + " attempts: " + message_of(why);
    auto settled = co_await store_.transaction(actions::settle_action, *given_up, transition_of(with_.config));
    publish_stored(bus_, std::move(settled.events));
}

} // namespace praetor::services
