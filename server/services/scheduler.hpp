// Both schedulers: flow runs of schedules exist before their time has come.
#pragma once

#include <server/base/periodic.hpp>
#include <server/services/scheduled_run_maker.hpp>
#include <server/services/service.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>

namespace praetor::services {

// Makes the runs of schedules that are due, and now and then asks the database for all of them: what it did not hear of,
// and what was deleted by hand, is due then.
class scheduler final : public service
{
public:
    scheduler(boost::asio::any_io_executor executor, std::shared_ptr<scheduled_run_maker> maker,
              std::chrono::milliseconds interval);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    task<void> stop() override { return loop_.stop(); }
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // May be cancelled at any await.
    task<void> step();

private:
    std::shared_ptr<scheduled_run_maker> maker_;
    std::chrono::steady_clock::time_point next_look_{}; // at all schedules
    periodic loop_;
};

// Makes the runs of deployments that were created or changed lately, without waiting for the scheduler.
class recent_deployments_scheduler final : public service
{
public:
    recent_deployments_scheduler(boost::asio::any_io_executor executor, std::shared_ptr<scheduled_run_maker> maker,
                                 std::chrono::milliseconds interval);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    task<void> stop() override { return loop_.stop(); }
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // May be cancelled at any await.
    task<void> step();

private:
    std::shared_ptr<scheduled_run_maker> maker_;
    periodic loop_;
};

} // namespace praetor::services
