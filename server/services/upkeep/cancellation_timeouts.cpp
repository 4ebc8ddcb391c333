#include <server/services/upkeep/cancellation_timeouts.hpp>

#include <server/services/slot_settings.hpp>

#include <models/flow_runs/unanswered_cancellations.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {
namespace {

models::transition_request as_service(settings::server_settings const& config)
{
    models::transition_request how;
    how.slots = slot_settings(config);
    return how;
}

} // namespace

cancellation_timeouts::cancellation_timeouts(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                                             settings::server_settings const& config)
    : periodic_service(std::move(executor), "cancellation_timeouts", config.services.cancellation_cleanup.loop_seconds),
      timeout_(config.services.cancellation_cleanup.cancelling_timeout_seconds),
      runs_(
          "cancellation_timeouts", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t most) {
              return store.read(models::read_unanswered_cancellations, before_, after, most);
          },
          [this, &store, &config](std::vector<uuid> runs) {
              return store.transaction(models::end_unanswered_cancellations, std::move(runs), before_,
                                       as_service(config));
          })
{}

task<void> cancellation_timeouts::step()
{
    before_ = now() - timeout_;
    co_await runs_.settle([this] { return is_stopping(); });
    backlog_ = runs_.left();
    done_ += static_cast<std::uint64_t>(runs_.settled());
    if (runs_.settled() > 0)
        log::info(name(), "{} flow runs that were told to stop and did not were cancelled", runs_.settled());
}

} // namespace praetor::services
