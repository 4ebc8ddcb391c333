#include <server/services/vacuum/event_vacuum.hpp>

#include <server/base/log.hpp>

#include <db/partitions/upkeep.hpp>

#include <algorithm>
#include <utility>

namespace praetor::services {
namespace {

constexpr std::int64_t max_counted = 100'000;

} // namespace

event_vacuum::event_vacuum(boost::asio::any_io_executor executor, db::database& store,
                           settings::server_settings const& config)
    : periodic_service(std::move(executor), "db_vacuum_events", config.services.db_vacuum.loop_seconds), store_(store),
      config_(config)
{}

task<std::int64_t> event_vacuum::delete_all(deletion these, models::old_events wanted)
{
    using clock = std::chrono::steady_clock;
    vacuum_pace pace{config_.services.db_vacuum.batch_size};
    std::int64_t all = 0;
    while (!is_stopping()) {
        wanted.max_rows = pace.rows();
        auto const began = clock::now();
        auto const deleted = co_await store_.transaction(these, wanted);
        all += deleted.count;
        if (deleted.count < wanted.max_rows)
            break;
        wanted.from = deleted.last;
        co_await rest(pace.learn(deleted.count, clock::now() - began));
    }
    co_return all;
}

// What is left for delete_all() in a partitioned table is in its default partition.
task<models::old_events> event_vacuum::drop_partitions(std::string_view table, timestamp before)
{
    auto const of = db::partitions::find_time_table(table);
    auto const dropped = co_await db::partitions::drop_before(store_, of, before);
    if (dropped > 0)
        log::info(name(), "{} partitions of table {} were dropped, all that ended before {}", dropped, table,
                  to_rfc3339(before));
    auto const left = co_await store_.read(db::partitions::dropped_until, of, before);
    co_return models::old_events{.before = left};
}

task<void> event_vacuum::step()
{
    auto const when = now();
    auto const kept = config_.events.retention_period;
    std::int64_t events = 0;
    for (auto const& [event, span] : config_.services.db_vacuum.event_retention_overrides) {
        auto const some =
            co_await delete_all(models::delete_old_events, {.event = event, .before = when - std::min(span, kept)});
        events += some;
    }
    auto old = co_await drop_partitions("events", when - kept);
    auto const rest = co_await delete_all(models::delete_old_events, old);
    events += rest;
    auto const old_resources = co_await drop_partitions("event_resources", when - kept);
    auto const resources = co_await delete_all(models::delete_old_event_resources, old_resources);
    done_ += static_cast<std::uint64_t>(events);
    old.max_rows = max_counted;
    backlog_ = co_await store_.read(models::count_old_events, old);
    if (events > 0 || resources > 0)
        log::info(name(), "{} old events were deleted, and {} resources of events that were gone", events, resources);
}

} // namespace praetor::services
