#include <server/services/deferred_tasks.hpp>

#include <models/task_runs/task_claim.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <exception>
#include <utility>

namespace praetor::services {

deferred_tasks::deferred_tasks(boost::asio::any_io_executor executor, db::database& store, scheduled_tasks& tasks,
                               std::chrono::milliseconds claim_time)
    : store_(store), tasks_(tasks), claim_time_(claim_time),
      loop_(std::move(executor), "deferred_tasks", {.interval = claim_time / 6}, [this] { return step(); })
{}

void deferred_tasks::start()
{
    tasks_.look_by([this] { loop_.wake(); });
    loop_.start();
}

task<void> deferred_tasks::stop()
{
    tasks_.look_by({});
    co_await loop_.stop();
    std::exception_ptr failed;
    try {
        for (auto const& one : tasks_.held())
            co_await store_.transaction(models::release_task_run, one.id, *one.held_by);
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed) // it expires by itself
        log::warning(name(), "task runs that no worker acknowledged are not given back at once: {}",
                     message_of(failed));
}

task<void> deferred_tasks::step()
{
    constexpr std::int64_t at_a_time = 1'000;
    auto keys = tasks_.attached_keys();
    if (keys.empty())
        co_return;
    auto const when = now();
    co_await store_.transaction(models::renew_task_claims, tasks_.connections(), when + claim_time_);
    tasks_.begin_look();
    auto const found = co_await store_.read(models::read_unclaimed_runs, std::move(keys), when, at_a_time);
    tasks_.expect_more(std::ssize(found) == at_a_time);
    for (auto const& one : found)
        tasks_.push_found({one.id, one.task_key});
}

} // namespace praetor::services
