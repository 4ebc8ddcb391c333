// Keeps partitions ready for what comes, in the tables that are partitioned by time.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

namespace praetor::services {

// Of table log, whose rows go with their flow runs, it drops the partitions that have none left. What it does not find
// partitioned it leaves alone. The database must outlive it.
class coming_partitions final : public periodic_service
{
public:
    coming_partitions(boost::asio::any_io_executor executor, db::database& store,
                      settings::server_settings const& config)
        : periodic_service(std::move(executor), "db_partitions", config.services.db_vacuum.loop_seconds), store_(store)
    {}

    task<void> step() override;

private:
    db::database& store_;
};

} // namespace praetor::services
