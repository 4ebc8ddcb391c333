#include <models/concurrency_lease.hpp>

#include <utility>

namespace praetor::models {

concurrency_lease const& concurrency_leases::create(std::vector<uuid> limits, std::int64_t slots, duration lifetime)
{
    auto const id = uuid::random();
    auto const when = now();
    return leases_.emplace(id, concurrency_lease{id, std::move(limits), slots, when, when + lifetime}).first->second;
}

bool concurrency_leases::renew(uuid id, duration lifetime)
{
    auto const found = leases_.find(id);
    if (found == leases_.end())
        return false;
    found->second.expires = now() + lifetime;
    return true;
}

std::optional<concurrency_lease> concurrency_leases::take(uuid id)
{
    auto held = leases_.extract(id);
    if (held.empty())
        return std::nullopt;
    return std::move(held.mapped());
}

std::vector<concurrency_lease> concurrency_leases::take_expired(timestamp when)
{
    std::vector<concurrency_lease> expired;
    for (auto at = leases_.begin(); at != leases_.end();) {
        if (at->second.expires < when) {
            expired.push_back(std::move(at->second));
            at = leases_.erase(at);
        }
        else
            ++at;
    }
    return expired;
}

} // namespace praetor::models
