#include <server/services/cleanup_reconciler.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

models::cleanup_policy cleanup_policy_of(settings::server_worker_channel_settings const& channel)
{
    auto const remembered =
        channel.cleanup_completed_idempotency_retention_seconds.value_or(std::chrono::hours{7 * 24});
    return {channel.cleanup_lease_seconds, channel.cleanup_max_delivery_attempts, remembered};
}

void log_dead_cleanup(std::string_view part, models::cleanup const& dead, std::string_view reason)
{
    log::warning(part, "cleanup {} ({}) of work pool {} is given up after {} deliveries ({}): {}",
                 to_string(dead.message_id), dead.kind, to_string(dead.work_pool_id), dead.delivery_count, reason,
                 dead.target.text);
}

cleanup_reconciler::cleanup_reconciler(boost::asio::any_io_executor executor, db::database& store,
                                       settings::cleanup_reconciler_settings const& given,
                                       models::cleanup_policy policy)
    : periodic_service(std::move(executor), "cleanup_reconciler", given.loop_seconds), store_(store), policy_(policy),
      batch_(given.batch_size)
{}

task<void> cleanup_reconciler::step()
{
    for (;;) {
        auto const ended =
            co_await store_.transaction(models::end_cleanup_leases, std::optional<uuid>{}, now(), batch_, policy_);
        done_ += ended.size();
        for (auto const& one : ended) {
            if (one.status == "dead")
                log_dead_cleanup(name(), one, "its lease ended");
            else
                log::info(name(), "cleanup {} waits for another worker: its lease ended", to_string(one.message_id));
        }
        if (std::ssize(ended) < batch_)
            break;
    }
    for (std::int64_t forgotten = batch_; forgotten >= batch_;)
        forgotten = co_await store_.transaction(models::forget_cleanups, now(), batch_, policy_);
}

} // namespace praetor::services
