// Deletes events that are older than they are to be kept.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/vacuum/vacuum_pace.hpp>
#include <server/settings/server_settings.hpp>

#include <models/events/event_vacuum.hpp>

#include <db/database.hpp>

namespace praetor::services {

// First those of the kinds that are kept for less, then all. Of a partitioned table (db/partitions) the partitions are
// dropped whose period is over: an event of it is kept for up to a period longer. References must outlive it.
class event_vacuum final : public periodic_service
{
public:
    event_vacuum(boost::asio::any_io_executor executor, db::database& store, settings::server_settings const& config);

    task<void> step() override;

private:
    using deletion = task<models::deleted_events> (*)(db::connection&, models::old_events);

    task<std::int64_t> delete_all(deletion these, models::old_events wanted);
    task<models::old_events> drop_partitions(std::string_view table, timestamp before);

    db::database& store_;
    settings::server_settings const& config_;
};

} // namespace praetor::services
