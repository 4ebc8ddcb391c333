#include <server/services/upkeep/pause_expirations.hpp>

#include <server/services/slot_settings.hpp>

#include <models/flow_runs/expired_pauses.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

pause_expirations::pause_expirations(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                                     settings::server_settings const& config)
    : periodic_service(std::move(executor), "pause_expirations", config.services.pause_expirations.loop_seconds),
      expired_(
          "pause_expirations", bus, rows_a_transaction(store),
          [this, &store](std::optional<models::due_row> after, std::int64_t max_rows) {
              return store.read(models::read_expired_pauses, when_, after, max_rows);
          },
          [this, &store, &config](std::vector<uuid> runs) {
              models::transition_request request;
              request.slots = slot_settings(config);
              return store.transaction(models::fail_expired_pauses, std::move(runs), when_, std::move(request));
          })
{}

task<void> pause_expirations::step()
{
    when_ = now();
    co_await expired_.settle([this] { return is_stopping(); });
    done_ += static_cast<std::uint64_t>(expired_.settled());
    backlog_ = expired_.left();
    if (expired_.settled() > 0)
        log::info(name(), "{} flow runs were paused and not resumed in time", expired_.settled());
}

} // namespace praetor::services
