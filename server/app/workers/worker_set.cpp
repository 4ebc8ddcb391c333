#include <server/app/workers/worker_set.hpp>

#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <sys/wait.h>
#include <utility>

namespace praetor::app {
namespace {

using clock = std::chrono::steady_clock;

// Timeouts are looked at so often.
constexpr auto between_looks = std::chrono::milliseconds{250};

std::string described(int status)
{
    if (WIFSIGNALED(status))
        return fmt::format("was ended by signal {}", WTERMSIG(status));
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

} // namespace

worker_set::worker_set(boost::asio::any_io_executor executor, http::listeners& sockets, worker_command command,
                       worker_set_options options, supervisor& watcher)
    : executor_(executor), sockets_(sockets), command_(std::move(command)), options_(options), watcher_(watcher),
      notified_(executor, command_.folder / "notify"), counts_(static_cast<std::size_t>(options.count) * 3),
      slots_(static_cast<std::size_t>(options.count))
{
    for (auto& one : sockets_.acceptors())
        command_.sockets.push_back(one.native_handle());
    command_.notify_path = notified_.path();
    command_.counts = counts_.descriptor();
    command_.watchdog = options.silence_timeout / 4;
}

worker_set::~worker_set() = default;

task<int> worker_set::run()
{
    co_await race(race(hear_signals(), hear_workers()), look_after());
    co_return status_.value_or(0);
}

task<void> worker_set::hear_signals()
{
    boost::asio::signal_set signals{executor_};
    for (int const number : {SIGTERM, SIGINT, SIGUSR1, SIGHUP, SIGCHLD})
        signals.add(number);
    for (;;) {
        auto const number = co_await signals.async_wait(boost::asio::use_awaitable);
        if (number == SIGHUP)
            reload_wanted_ = true;
        else if (number != SIGCHLD && !std::exchange(stopping_, true)) {
            log::info("workers", "signal {}: stopping", number);
            watcher_.say_stopping();
        }
        changed_.notify_all();
    }
}

task<void> worker_set::hear_workers()
{
    for (;;) {
        auto const said = co_await notified_.receive();
        auto const from = std::ranges::find(all_, said.from, &worker_process::id);
        if (from == all_.end())
            continue;
        (*from)->heard = clock::now();
        if (said.text.starts_with("READY=1") && !std::exchange((*from)->is_ready, true))
            changed_.notify_all();
    }
}

// Whatever has happened, what is there becomes what should be.
task<void> worker_set::look_after()
{
    for (;;) {
        take_ended();
        if (stopping_ && all_.empty())
            co_return;
        kill_silent();
        if (stopping_)
            stop_all();
        else {
            begin_reload();
            start_missing();
            end_reload();
        }
        static_cast<void>(co_await changed_.wait_for(between_looks));
    }
}

void worker_set::take_ended()
{
    std::erase_if(all_, [this](std::unique_ptr<worker_process> const& one) {
        auto const status = one->end();
        if (status) {
            counts_.clear(one->slot());
            note_end(*one, *status);
        }
        return status.has_value();
    });
}

void worker_set::note_end(worker_process const& ended, int status)
{
    bool const was_asked = ended.asked_to_end().has_value();
    if (was_asked && status == 0)
        return;
    log::warning("workers", "worker {} (process {}) {}", ended.number(), ended.id(), described(status));
    if (was_asked || stopping_ || !is_current(ended))
        return;
    if (replaced_ && !ended.is_ready) {
        log::error("workers", "the new workers can not start: those that were there go on");
        for (auto const& one : all_)
            if (is_current(*one))
                one->ask_to_end();
        generation_ = *std::exchange(replaced_, std::nullopt);
        watcher_.say_ready(); // say_reloading() was told
        return;
    }
    if (!were_ready_ && !ended.is_ready) {
        status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
        stopping_ = true;
        return;
    }
    pause(ended.number(), clock::now() - ended.started() >= options_.settled);
}

// Before the next one of this number.
void worker_set::pause(int number, bool was_settled)
{
    auto& its = slots_[static_cast<std::size_t>(number - 1)];
    if (was_settled)
        its.ended_soon = 0;
    its.next_start =
        clock::now() + std::min(options_.min_pause * (1 << std::min(its.ended_soon, 10U)), options_.max_pause);
    ++its.ended_soon;
}

void worker_set::kill_silent()
{
    auto const now = clock::now();
    for (auto const& one : all_) {
        auto const asked = one->asked_to_end();
        bool const is_late = asked && now - *asked > options_.stop_timeout;
        bool const is_silent = !asked && one->is_ready && now - one->heard > options_.silence_timeout;
        if (is_silent)
            log::error("workers", "worker {} (process {}) has said nothing for {} s: it is killed", one->number(),
                       one->id(), std::chrono::duration_cast<std::chrono::seconds>(now - one->heard).count());
        if (is_late || is_silent)
            one->kill();
    }
}

// One at a time: a set that is not ready yet is waited for.
void worker_set::begin_reload()
{
    if (!reload_wanted_ || replaced_ || ready() < options_.count)
        return;
    reload_wanted_ = false;
    log::info("workers", "signal {}: new workers start", SIGHUP);
    watcher_.say_reloading();
    replaced_ = generation_;
    generation_ = ++last_generation_;
    for (auto& one : slots_)
        one = {};
}

void worker_set::end_reload()
{
    if (ready() < options_.count)
        return;
    if (!were_ready_ || replaced_) {
        log::info("workers", "{} workers serve", options_.count);
        watcher_.say_ready();
        were_ready_ = true;
    }
    replaced_.reset();
    for (auto const& one : all_)
        if (!is_current(*one))
            one->ask_to_end();
}

int worker_set::ready() const noexcept
{
    return static_cast<int>(std::ranges::count_if(
        all_, [this](auto const& one) { return is_current(*one) && one->is_ready && !one->asked_to_end(); }));
}

// The first of a generation alone.
void worker_set::start_missing()
{
    auto const now = clock::now();
    for (int number = 1; number <= options_.count; ++number) {
        bool const is_there = std::ranges::any_of(
            all_, [&](auto const& one) { return is_current(*one) && one->number() == number && !one->asked_to_end(); });
        auto const slot = free_slot(); // none while earlier sets still end
        bool const must_wait = !slot || (number > 1 && ready() == 0);
        if (is_there || must_wait || slots_[static_cast<std::size_t>(number - 1)].next_start > now)
            continue;
        try {
            all_.push_back(std::make_unique<worker_process>(command_, number, generation_, *slot));
            log::info("workers", "worker {} is process {}", number, all_.back()->id());
        }
        catch (boost::system::system_error const& failed) {
            if (!were_ready_)
                throw;
            log::error("workers", "worker {} can not be started: {}", number, failed.what());
            pause(number, false);
        }
    }
}

std::optional<std::size_t> worker_set::free_slot() const
{
    for (std::size_t slot = 0; slot < counts_.slots(); ++slot)
        if (std::ranges::none_of(all_, [slot](auto const& one) { return one->slot() == slot; }))
            return slot;
    return std::nullopt;
}

void worker_set::stop_all()
{
    sockets_.close();
    for (auto const& one : all_)
        one->ask_to_end();
}

} // namespace praetor::app
