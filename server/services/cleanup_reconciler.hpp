// Gives cleanups to the next worker whose worker did not say in time what became of them (the reference's
// reconcile_cleanup_delivery).
#pragma once

#include <models/cleanups/cleanup.hpp>

#include <server/services/periodic_service.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace praetor::services {

// As the settings say. Completed cleanups are known for a week where they say nothing.
models::cleanup_policy cleanup_policy_of(settings::server_worker_channel_settings const& channel);

// Tells the log of cleanups that will not be tried again.
void log_dead_cleanup(std::string_view part, models::cleanup const& dead, std::string_view reason);

// Servers that share a database share the work: each lease ends once. References must outlive it.
class cleanup_reconciler final : public periodic_service
{
public:
    cleanup_reconciler(boost::asio::any_io_executor executor, db::database& store,
                       settings::cleanup_reconciler_settings const& given, models::cleanup_policy policy);

    // Ends every lease that is over by now, a batch in each transaction, and forgets what was completed long ago.
    task<void> step() override;

private:
    db::database& store_;
    models::cleanup_policy policy_;
    std::int64_t batch_;
};

} // namespace praetor::services
