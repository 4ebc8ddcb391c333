#include <server/services/lease_expiry.hpp>

#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

lease_expiry::lease_expiry(boost::asio::any_io_executor executor, db::database& store,
                           std::chrono::milliseconds interval, models::max_waits waits)
    : periodic_service(std::move(executor), "repossessor", interval), store_(store), waits_(waits)
{}

task<void> lease_expiry::step()
{
    static constexpr std::int64_t at_a_time = 100;
    for (;;) {
        auto const ended = co_await store_.transaction(models::end_expired_leases, now(), at_a_time, waits_);
        done_ += ended.size();
        for (auto const& lease : ended)
            log::info("repossessor", "lease {} expired: its {} slots are free", to_string(lease.id), lease.slots);
        if (std::ssize(ended) < at_a_time)
            co_return;
    }
}

} // namespace praetor::services
