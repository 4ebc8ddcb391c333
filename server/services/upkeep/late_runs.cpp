#include <server/services/upkeep/late_runs.hpp>

#include <server/services/slot_settings.hpp>

#include <models/flow_runs/late_runs.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

late_runs::late_runs(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                     settings::server_settings const& config)
    : periodic_service(std::move(executor), "late_runs", config.services.late_runs.loop_seconds),
      config_(config.services.late_runs),
      overdue_(
          "late_runs", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t max_rows) {
              return store.read(models::read_overdue_runs, before_, after.value_or(models::due_row{{}, from_}),
                                max_rows);
          },
          [this, &store, &config](std::vector<uuid> runs) {
              models::transition_request request;
              request.slots = slot_settings(config);
              return store.transaction(models::mark_late_runs, std::move(runs), before_, std::move(request));
          },
          settling_workers(store))
{}

task<void> late_runs::step()
{
    auto const when = now();
    auto const last_before = std::exchange(before_, when - config_.after_seconds);
    bool const is_whole = when >= next_whole_ || backlog_ > 0;
    from_ = is_whole ? min_timestamp : last_before - std::chrono::minutes{1};
    co_await overdue_.settle([this] { return is_stopping(); });
    if (is_whole)
        next_whole_ = when + 100 * (now() - when);
    done_ += static_cast<std::uint64_t>(overdue_.settled());
    backlog_ = overdue_.left();
    if (overdue_.settled() > 0)
        log::info(name(), "{} flow runs were not started in time", overdue_.settled());
}

} // namespace praetor::services
