// Both schedulers: flow runs of schedules exist before their time has come.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/scheduled_run_maker.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>

namespace praetor::services {

// Makes the runs of schedules that are due, and now and then asks the database for all of them: what it did not hear
// of, and what was deleted by hand, is due then.
class scheduler final : public periodic_service
{
public:
    scheduler(boost::asio::any_io_executor executor, std::shared_ptr<scheduled_run_maker> maker,
              std::chrono::milliseconds interval);

    task<void> step() override;

private:
    std::shared_ptr<scheduled_run_maker> maker_;
    std::chrono::steady_clock::time_point next_look_{}; // at all schedules
};

// Makes the runs of deployments that were created or changed lately, without waiting for the scheduler.
class recent_deployments_scheduler final : public periodic_service
{
public:
    recent_deployments_scheduler(boost::asio::any_io_executor executor, std::shared_ptr<scheduled_run_maker> maker,
                                 std::chrono::milliseconds interval);

    task<void> step() override;

private:
    std::shared_ptr<scheduled_run_maker> maker_;
};

} // namespace praetor::services
