#include <server/services/lease_expiry.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace praetor::services {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace

lease_expiry::lease_expiry(boost::asio::any_io_executor executor, db::database& store,
                           models::concurrency_leases& leases, std::chrono::milliseconds interval,
                           models::longest_waits waits)
    : executor_(executor), store_(store), leases_(leases), interval_(interval), waits_(waits), next_(executor),
      ended_(executor, std::chrono::steady_clock::time_point::max())
{}

void lease_expiry::start()
{
    running_ = true;
    boost::asio::co_spawn(executor_, loop(), [this](std::exception_ptr failed) {
        if (failed)
            log::error("lease_expiry", "the service ended");
        running_ = false;
        ended_.cancel();
    });
}

task<void> lease_expiry::stop()
{
    stopping_ = true;
    next_.cancel();
    while (running_)
        static_cast<void>(co_await ended_.async_wait(as_tuple));
}

task<void> lease_expiry::loop()
{
    while (!stopping_) {
        co_await expire();
        next_.expires_after(interval_);
        static_cast<void>(co_await next_.async_wait(as_tuple));
    }
}

task<void> lease_expiry::expire()
{
    auto const when = now();
    for (auto const& lease : leases_.take_expired(when)) {
        log::info("lease_expiry", "lease {} expired: its {} slots are free", to_string(lease.id), lease.slots);
        std::optional<double> const occupied = std::chrono::duration<double>(when - lease.created).count();
        try {
            co_await store_.transaction(models::release_slots, lease.limits, lease.slots, occupied, waits_);
        }
        catch (error const& failed) {
            log::error("lease_expiry", "slots of lease {} stay taken: {}", to_string(lease.id), failed.what());
        }
    }
}

} // namespace praetor::services
