// Marks flow runs late that were not started in time.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/upkeep/due_rows.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

namespace praetor::services {

// Runs that are late already lie before those that are due in the same index: where there are so many that a look at
// all takes long, most steps look only at what has become due lately. References must outlive it.
class late_runs final : public periodic_service
{
public:
    late_runs(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
              settings::server_settings const& config);

    task<void> step() override;

private:
    settings::late_runs_settings const& config_;
    timestamp from_ = min_timestamp; // of the step under way
    timestamp before_{};
    timestamp next_whole_{}; // when to look at all again
    due_rows overdue_;
};

} // namespace praetor::services
