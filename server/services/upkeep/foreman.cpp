#include <server/services/upkeep/foreman.hpp>

#include <server/services/stored_events.hpp>

#include <models/work_pools/silence.hpp>

#include <server/base/log.hpp>

#include <algorithm>
#include <utility>

namespace praetor::services {
namespace {

// The first so many, which are taken out.
std::vector<uuid> take(std::vector<uuid>& from, std::size_t max_rows)
{
    auto const end = from.begin() + static_cast<std::ptrdiff_t>(std::min(from.size(), max_rows));
    std::vector<uuid> taken{from.begin(), end};
    from.erase(from.begin(), end);
    return taken;
}

} // namespace

foreman::foreman(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                 settings::server_settings const& config)
    : periodic_service(std::move(executor), "foreman", config.services.foreman.loop_seconds), store_(store), bus_(bus),
      config_(config.services.foreman)
{}

task<void> foreman::step()
{
    constexpr std::size_t at_a_time = 200;
    models::silence_limits const limits{
        now(), config_.inactivity_heartbeat_multiple, config_.fallback_heartbeat_interval_seconds.count(),
        config_.deployment_last_polled_timeout_seconds, config_.work_queue_last_polled_timeout_seconds};
    auto silent = co_await store_.read(models::read_silent_workers, limits);
    std::int64_t offline = 0;
    while (!silent.empty()) {
        auto const marked = co_await store_.transaction(models::mark_workers_offline, take(silent, at_a_time), limits);
        offline += marked;
    }
    // After the workers: their pools are not ready without them.
    auto found = co_await store_.read(models::read_unready, limits);
    backlog_ = static_cast<std::int64_t>(found.size());
    std::int64_t marked = 0;
    while (found.size() > 0 && !is_stopping()) {
        models::unready some;
        some.pools = take(found.pools, at_a_time);
        some.deployments = take(found.deployments, at_a_time);
        some.queues = take(found.queues, at_a_time);
        auto done = co_await store_.transaction(models::mark_not_ready, std::move(some), limits);
        marked += done.value;
        publish_stored(bus_, std::move(done.events));
    }
    backlog_ -= marked;
    done_ += static_cast<std::uint64_t>(offline + marked);
    if (offline + marked > 0)
        log::info(name(), "{} workers have fallen silent; {} pools, queues and deployments are not ready", offline,
                  marked);
}

} // namespace praetor::services
