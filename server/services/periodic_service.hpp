// A service that looks for work again and again: what those have in common.
#pragma once

#include <server/base/periodic.hpp>
#include <server/services/service.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace praetor::services {

class periodic_service : public service
{
public:
    static constexpr std::chrono::seconds stop_time{3};

    periodic_service(boost::asio::any_io_executor executor, std::string name, std::chrono::milliseconds interval)
        : loop_(std::move(executor), std::move(name), {.interval = interval}, [this] { return run_step(); })
    {}

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    // Gives a step up that does not end in time, for it may wait for a lock.
    task<void> stop() override;
    // Each step is the first span of a trace, with what it has done and left.
    void trace_with(tracing::tracer& by) override { tracer_ = &by; }
    std::uint64_t failures() const noexcept override { return loop_.failures(); }
    std::optional<ended_step> last_step() const override { return loop_.last_step(); }
    std::uint64_t done() const noexcept override { return done_; }
    std::int64_t backlog() const noexcept override { return backlog_; }

    // Does what is due. May be cancelled at any await.
    virtual task<void> step() = 0;

protected:
    // Lets the next step come at once.
    void wake() { loop_.wake(); }
    bool is_stopping() const noexcept { return loop_.is_stopping(); }
    // A pause within a step, which ends when the service is to stop.
    task<void> rest(std::chrono::steady_clock::duration span) { return loop_.rest(span); }

    std::uint64_t done_ = 0;
    std::int64_t backlog_ = 0;

private:
    task<void> run_step() { return tracer_ == nullptr ? step() : traced_step(); }
    task<void> traced_step();

    tracing::tracer* tracer_ = nullptr;
    periodic loop_;
};

} // namespace praetor::services
