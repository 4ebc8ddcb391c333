#include <server/services/upkeep/cancellation_cleanup.hpp>

#include <server/services/slot_settings.hpp>

#include <models/flow_runs/unanswered_cancellations.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {
namespace {

using namespace std::chrono_literals;

models::transition_request as_service(settings::server_settings const& config)
{
    models::transition_request request;
    request.slots = slot_settings(config);
    return request;
}

} // namespace

cancellation_cleanup::cancellation_cleanup(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                                           settings::server_settings const& config)
    : periodic_service(std::move(executor), "cancellation_cleanup", config.services.cancellation_cleanup.loop_seconds),
      task_runs_(
          "cancellation_cleanup", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t max_rows) {
              return store.read(models::read_stray_task_runs, since_, after, max_rows);
          },
          [&store, &config](std::vector<uuid> runs) {
              return store.transaction(models::cancel_stray_task_runs, std::move(runs), as_service(config));
          }),
      subflows_(
          "cancellation_cleanup", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t max_rows) {
              return store.read(models::read_stray_subflows, since_, after, max_rows);
          },
          [&store, &config](std::vector<uuid> runs) {
              return store.transaction(models::cancel_stray_subflows, std::move(runs), as_service(config));
          }),
      unanswered_(
          "cancellation_cleanup", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t max_rows) {
              return store.read(models::read_unanswered_cancellations, unanswered_since_, after, max_rows);
          },
          [this, &store, &config](std::vector<uuid> runs) {
              return store.transaction(models::end_unanswered_cancellations, std::move(runs), unanswered_since_,
                                       as_service(config));
          }),
      config_(config.services.cancellation_cleanup)
{}

task<std::int64_t> cancellation_cleanup::settle_all()
{
    auto const stops = [this] { return is_stopping(); };
    co_await subflows_.settle(stops);
    co_await task_runs_.settle(stops);
    backlog_ = unanswered_.left() + subflows_.left() + task_runs_.left();
    auto const settled = subflows_.settled() + task_runs_.settled();
    done_ += static_cast<std::uint64_t>(settled);
    co_return settled;
}

task<void> cancellation_cleanup::step()
{
    auto const when = now();
    since_ = {next_changed_, when - 24h};
    unanswered_since_ = when - config_.cancelling_timeout_seconds;
    co_await unanswered_.settle([this] { return is_stopping(); });
    done_ += static_cast<std::uint64_t>(unanswered_.settled());
    if (unanswered_.settled() > 0)
        log::info(name(), "{} flow runs did not say in time that they were cancelled", unanswered_.settled());
    std::int64_t all = 0;
    for (;;) {
        auto const settled = co_await settle_all();
        all += settled;
        if (settled == 0 || is_stopping()) // a subflow that was cancelled may have subflows of its own
            break;
    }
    if (subflows_.left() + task_runs_.left() == 0 && !is_stopping())
        next_changed_ = when - 1min;
    if (all > 0)
        log::info(name(), "{} task runs and subflows of cancelled flow runs were cancelled", all);
}

} // namespace praetor::services
