#include <server/services/scheduler.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {
namespace {

constexpr std::chrono::minutes between_looks{10};

} // namespace

scheduler::scheduler(boost::asio::any_io_executor executor, std::shared_ptr<scheduled_run_maker> maker,
                     std::chrono::milliseconds interval)
    : periodic_service(std::move(executor), "scheduler", interval), maker_(std::move(maker))
{}

task<void> scheduler::step()
{
    auto const when = std::chrono::steady_clock::now();
    if (when >= next_look_) {
        co_await maker_->look_at_all();
        next_look_ = when + between_looks;
    }
    auto const made = co_await maker_->make_due();
    backlog_ = maker_->backlog();
    done_ += static_cast<std::uint64_t>(made);
    if (made > 0)
        log::info(name(), "{} flow runs were scheduled", made);
}

recent_deployments_scheduler::recent_deployments_scheduler(boost::asio::any_io_executor executor,
                                                           std::shared_ptr<scheduled_run_maker> maker,
                                                           std::chrono::milliseconds interval)
    : periodic_service(std::move(executor), "recent_deployments_scheduler", interval), maker_(std::move(maker))
{}

task<void> recent_deployments_scheduler::step()
{
    auto made = co_await maker_->make_changed();
    auto const more = co_await maker_->make_due();
    made += more;
    done_ += static_cast<std::uint64_t>(made);
    if (made > 0)
        log::info(name(), "{} flow runs were scheduled", made);
}

} // namespace praetor::services
