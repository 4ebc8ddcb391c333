// Gives cleanups to the next worker whose worker did not say in time what became of them (the reference's
// reconcile_cleanup_delivery).
#pragma once

#include <models/cleanups/cleanup.hpp>

#include <server/base/periodic.hpp>
#include <server/services/service.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

namespace praetor::services {

// As the settings say. Completed cleanups are known for a week where they say nothing.
models::cleanup_policy cleanup_policy_of(settings::server_worker_channel_settings const& channel);

// Tells the log of cleanups that will not be tried again.
void log_dead_cleanup(std::string_view part, models::cleanup const& dead, std::string_view reason);

// Servers that share a database share the work: each lease ends once. References must outlive it.
class cleanup_reconciler final : public service
{
public:
    cleanup_reconciler(boost::asio::any_io_executor executor, db::database& store,
                       settings::cleanup_reconciler_settings const& given, models::cleanup_policy policy);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    task<void> stop() override { return loop_.stop(); }
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // Ends every lease that is over by now, a batch in each transaction, and forgets what was completed long ago. May be
    // cancelled at any await.
    task<void> step();

private:
    db::database& store_;
    models::cleanup_policy policy_;
    std::int64_t batch_;
    periodic loop_;
};

} // namespace praetor::services
