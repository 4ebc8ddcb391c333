// What deletes logs and artifacts of flow runs that are gone, few at a time.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/vacuum/vacuum_pace.hpp>
#include <server/settings/server_settings.hpp>

#include <models/runs/orphans.hpp>

#include <db/database.hpp>

#include <string>
#include <utility>
#include <vector>

namespace praetor::services {

// References must outlive it.
class run_record_vacuum : public periodic_service
{
public:
    run_record_vacuum(boost::asio::any_io_executor executor, std::string name, std::chrono::milliseconds interval,
                      db::database& store, settings::server_settings const& config)
        : periodic_service(std::move(executor), std::move(name), interval), store_(store), config_(config)
    {}

protected:
    // All rows of these flow runs, or those that there is time for until the service is to stop; gives how many.
    task<std::int64_t> delete_records(models::run_record of, std::vector<uuid> runs, vacuum_pace& pace);

    // One for each kind of row.
    vacuum_pace new_pace() const { return vacuum_pace{config_.services.db_vacuum.batch_size}; }

    db::database& store_;
    settings::server_settings const& config_;
};

} // namespace praetor::services
