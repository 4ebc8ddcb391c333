// Leases on slots: who took slots and does not renew in time loses them. Kept in memory, as the reference does by default:
// a restart forgets them, and the slots they hold have to be set free by hand.
#pragma once

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace praetor::models {

struct concurrency_lease
{
    uuid id;
    std::vector<uuid> limits;
    std::int64_t slots = 1;
    timestamp created{};
    timestamp expires{};
};

// Used on the io_context's thread alone.
class concurrency_leases
{
public:
    concurrency_lease const& create(std::vector<uuid> limits, std::int64_t slots, duration lifetime);

    // False where there is no such lease.
    bool renew(uuid id, duration lifetime);

    // Takes a lease out, so that its slots are given back once.
    std::optional<concurrency_lease> take(uuid id);
    std::vector<concurrency_lease> take_expired(timestamp when);

private:
    std::unordered_map<uuid, concurrency_lease> leases_;
};

} // namespace praetor::models
