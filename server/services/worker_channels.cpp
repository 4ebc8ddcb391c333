#include <server/services/worker_channels.hpp>

#include <server/services/cleanup_reconciler.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace praetor::services {
namespace {

using namespace std::chrono_literals;
using models::cleanup_operation;
using models::cleanup_status;

constexpr auto between_looks = 1s;
constexpr auto changes_gather_for = 50ms;
constexpr std::size_t max_queued = 64; // texts that wait for a worker which reads slowly
constexpr std::int64_t leases_at_a_time = 100;

} // namespace

worker_channels::worker_channels(boost::asio::any_io_executor executor, db::database& store,
                                 models::cleanup_policy policy)
    : store_(store), policy_(policy),
      loop_(std::move(executor), "worker_channels", {.interval = between_looks}, [this] { return step(); })
{}

task<void> worker_channels::stop()
{
    co_await loop_.stop();
    std::exception_ptr failed;
    try {
        co_await release_unsent();
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed) // their leases end
        log::warning(name(), "cleanups that were not sent are not given back at once: {}", message_of(failed));
}

task<void> worker_channels::step()
{
    co_await release_unsent();
    forget_ended(now());
    auto pools = pools_with_takers();
    if (pools.empty())
        co_return;
    auto const found = co_await store_.read(models::pools_with_cleanups, std::move(pools), now());
    for (auto const& pool : found)
        co_await give_cleanups_of(pool);
}

task<void> worker_channels::release_unsent()
{
    while (!unsent_.empty()) {
        auto const done = co_await store_.transaction(models::settle_cleanup, unsent_.front(), now(), policy_);
        if (done.dead)
            log_dead_cleanup(name(), *done.dead, unsent_.front().reason);
        unsent_.pop_front();
    }
}

task<void> worker_channels::give_cleanups_of(uuid work_pool)
{
    auto const ended = co_await store_.transaction(models::end_cleanup_leases, std::optional{work_pool}, now(),
                                                   leases_at_a_time, policy_);
    log_ends(ended);
    for (bool more = true; more;)
        more = co_await give_one_of(work_pool);
}

// To a worker of the cleanup's queue, before one of any other.
task<bool> worker_channels::give_one_of(uuid work_pool)
{
    auto const all = takers(work_pool);
    for (bool const of_any_queue : {false, true})
        for (auto const& one : all) {
            if (!has_room(*one) || (!of_any_queue && one->who.work_queues.empty()))
                continue;
            models::cleanup_wish wish{work_pool, one->who.kinds, {}};
            if (!of_any_queue)
                wish.work_queues = one->who.work_queues;
            auto found = co_await store_.transaction(models::reserve_cleanup, std::move(wish), now(), policy_);
            if (!found)
                continue;
            hand_over(one, std::move(*found));
            co_return true;
        }
    co_return false;
}

void worker_channels::hand_over(shared_state const& to, models::reserved_cleanup one)
{
    if (!to->takes_cleanups) { // it has gone while this was reserved
        unsent_.push_back({cleanup_operation::release, one.work_pool_id, one.message_id, one.reservation_token,
                           "connection_unavailable"});
        loop_.wake();
        return;
    }
    in_flight_[{to->who.work_pool_id, to->who.consumer_id, to->who.name}].emplace(one.reservation_token,
                                                                                  one.lease_expires);
    to->queued.push_back(std::move(one));
    to->changed.notify_all();
    if (auto const at = std::ranges::find(channels_, to); at != channels_.end())
        channels_.splice(channels_.end(), channels_, at);
}

bool worker_channels::has_room(state const& of) const
{
    if (!of.takes_cleanups || of.queued.size() >= max_queued)
        return false;
    auto const held = in_flight_.find({of.who.work_pool_id, of.who.consumer_id, of.who.name});
    return (held == in_flight_.end() ? 0 : held->second.size()) < of.who.max_cleanups;
}

void worker_channels::forget_ended(timestamp when)
{
    for (auto& [worker, held] : in_flight_)
        std::erase_if(held, [when](auto const& one) { return one.second <= when; });
    std::erase_if(in_flight_, [](auto const& one) { return one.second.empty(); });
}

std::vector<worker_channels::shared_state> worker_channels::takers(uuid work_pool) const
{
    std::vector<shared_state> all;
    for (auto const& one : channels_)
        if (one->who.work_pool_id == work_pool && has_room(*one))
            all.push_back(one);
    return all;
}

std::vector<uuid> worker_channels::pools_with_takers() const
{
    std::vector<uuid> all;
    for (auto const& one : channels_)
        if (has_room(*one) && std::ranges::find(all, one->who.work_pool_id) == all.end())
            all.push_back(one->who.work_pool_id);
    return all;
}

void worker_channels::forget(state const& of, std::string const& token)
{
    auto const held = in_flight_.find({of.who.work_pool_id, of.who.consumer_id, of.who.name});
    if (held == in_flight_.end())
        return;
    held->second.erase(token);
    if (held->second.empty())
        in_flight_.erase(held);
}

void worker_channels::log_ends(std::vector<models::ended_lease> const& ended) const
{
    for (auto const& one : ended)
        if (one.status == "dead")
            log_dead_cleanup(name(), one, "its lease ended");
}

void worker_channels::send_change(uuid work_pool, pool_change const& change)
{
    for (auto const& one : channels_)
        if (one->who.work_pool_id == work_pool)
            note_change(*one, change);
}

// The newest stands for those before it.
void worker_channels::note_change(state& of, pool_change change)
{
    if (!of.change)
        of.change_is_due = std::chrono::steady_clock::now() + changes_gather_for;
    of.change = std::move(change);
    of.changed.notify_all();
}

worker_channels::channel::channel(worker_channels& all, channel_worker who)
    : all_(all), state_(std::make_shared<state>(std::move(who)))
{
    all_.channels_.push_back(state_);
}

worker_channels::channel::~channel()
{
    all_.channels_.remove(state_);
    state_->takes_cleanups = false;
    for (auto const& one : state_->queued)
        if (auto const* unsent = std::get_if<models::reserved_cleanup>(&one)) {
            all_.forget(*state_, unsent->reservation_token);
            all_.unsent_.push_back({cleanup_operation::release, unsent->work_pool_id, unsent->message_id,
                                    unsent->reservation_token, "delivery_failed"});
            all_.loop_.wake();
        }
}

void worker_channels::channel::take_cleanups()
{
    state_->takes_cleanups = true;
    all_.loop_.wake();
}

task<void> worker_channels::channel::say(std::string text)
{
    while (state_->queued.size() >= max_queued)
        co_await state_->changed.wait();
    state_->queued.push_back(std::move(text));
    state_->changed.notify_all();
}

void worker_channels::channel::send_change(pool_change change)
{
    if (!state_->change)
        note_change(*state_, std::move(change));
}

task<worker_message> worker_channels::channel::next()
{
    auto& own = *state_;
    for (;;) {
        if (!own.queued.empty()) {
            own.says_queued = true;
            auto const& first = own.queued.front();
            if (auto const* text = std::get_if<std::string>(&first))
                co_return *text;
            co_return std::get<models::reserved_cleanup>(first);
        }
        if (!own.change)
            co_await own.changed.wait();
        else if (own.change_is_due > std::chrono::steady_clock::now())
            static_cast<void>(co_await own.changed.wait_until(own.change_is_due));
        else {
            auto change = std::move(*own.change);
            own.change.reset();
            co_return change;
        }
    }
}

void worker_channels::channel::said_next()
{
    auto& own = *state_;
    if (!std::exchange(own.says_queued, false))
        return;
    own.queued.pop_front();
    own.changed.notify_all();
}

task<models::cleanup_answer> worker_channels::channel::settle(models::cleanup_operation operation, uuid message_id,
                                                              std::string token, std::string reason)
{
    models::cleanup_request wanted{operation, state_->who.work_pool_id, message_id, token, std::move(reason)};
    auto answer = co_await all_.store_.transaction(models::settle_cleanup, std::move(wanted), now(), all_.policy_);
    if (answer.dead)
        log_dead_cleanup(all_.name(), *answer.dead, "its worker gave it back");
    if (answer.new_expiry) {
        auto const held = all_.in_flight_.find({state_->who.work_pool_id, state_->who.consumer_id, state_->who.name});
        if (held != all_.in_flight_.end() && held->second.contains(token))
            held->second[token] = *answer.new_expiry;
    }
    else {
        all_.forget(*state_, token);
        all_.loop_.wake();
    }
    co_return answer;
}

} // namespace praetor::services
