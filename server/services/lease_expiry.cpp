#include <server/services/lease_expiry.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <utility>

namespace praetor::services {

lease_expiry::lease_expiry(boost::asio::any_io_executor executor, db::database& store,
                           models::concurrency_leases& leases, std::chrono::milliseconds interval,
                           models::longest_waits waits)
    : store_(store), leases_(leases), waits_(waits),
      loop_(std::move(executor), "lease_expiry", interval, [this] { return expire(); })
{}

task<void> lease_expiry::expire()
{
    auto const when = now();
    auto expired = std::exchange(late_, {});
    for (auto& lease : leases_.take_expired(when))
        expired.push_back(std::move(lease));
    for (auto& lease : expired) {
        log::info("lease_expiry", "lease {} expired: its {} slots are free", to_string(lease.id), lease.slots);
        std::optional<double> const occupied = std::chrono::duration<double>(when - lease.created).count();
        try {
            co_await store_.transaction(models::release_slots, lease.limits, lease.slots, occupied, waits_);
        }
        catch (error const& failed) {
            bool const away = failed.code() == errc::unavailable || failed.code() == errc::timeout;
            log::error("lease_expiry", "slots of lease {} stay taken{}: {}", to_string(lease.id),
                       away ? " until the database is back" : "", failed.what());
            if (away)
                late_.push_back(std::move(lease));
        }
    }
}

} // namespace praetor::services
