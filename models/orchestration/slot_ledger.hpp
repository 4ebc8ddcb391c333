// The slots that rules of a transition may take and give back: limits and leases as they were read and locked, and what
// the rules decided about them. Arithmetic in memory; run_slots.hpp reads before and writes after.
#pragma once

#include <models/limits/concurrency_lease.hpp>
#include <models/limits/tag_limit.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

class slot_ledger
{
public:
    struct limit_entry : concurrency_limit
    {
        bool changed = false;
    };
    struct legacy_limit_entry : tag_limit
    {
        bool changed = false;
        bool taken = false; // by a rule of this transition
    };
    struct lease_entry : concurrency_lease
    {
        bool made = false;
        bool renewed = false;
        bool ended = false;
    };

    // What a run gives back of limits of older releases that were not read: a statement takes it out of all of them.
    struct legacy_slots_left
    {
        uuid run;
        std::vector<std::string> tags;
    };

    slot_ledger() = default;
    // `legacy_limits` are none where they were not read.
    slot_ledger(std::vector<concurrency_limit> limits, std::vector<concurrency_lease> leases,
                std::optional<std::vector<tag_limit>> legacy_limits, timestamp when, max_waits waits);

    // Null where there is no such limit.
    limit_entry const* find(uuid id) const;
    std::vector<limit_entry> const& limits() const noexcept { return limits_; }
    std::vector<legacy_limit_entry> const& legacy_limits() const noexcept { return legacy_limits_; }
    std::vector<lease_entry> const& leases() const noexcept { return leases_; }

    // Takes a slot of each of these limits, or none where one of them is gone, switched off or full.
    bool acquire(std::vector<uuid> const& ids);
    // Gives a slot of a limit back that no lease speaks of.
    void release_slot(uuid id);

    // Makes a lease on one slot of each of these limits; gives its id.
    uuid lease(std::vector<uuid> ids, std::optional<lease_holder> holder, duration lifetime);
    // False where there is no such lease, or no more.
    bool renew(uuid id, duration lifetime);
    // Ends a lease and gives its slots back. False where there is no such lease, or no more.
    bool release(uuid id);
    // Ends a lease, of which the ledger need not know; its slots stay taken.
    void forget(uuid id);
    std::vector<uuid> const& forgotten() const noexcept { return forgotten_; }

    // Releases what this transition leased.
    void release_made();
    // The leases that a run holds on any of the limits of these names and that have not expired.
    std::vector<uuid> held_by(uuid run, std::vector<std::string> const& names) const;

    // Limits of older releases: takes a slot for a run whether or not there is room, gives slots back.
    void enter_old(std::string const& tag, uuid run);
    void leave_old(std::vector<std::string> const& tags, uuid run);
    std::optional<legacy_slots_left> const& left_unread() const noexcept { return left_unread_; }

private:
    lease_entry* living(uuid id);

    std::vector<limit_entry> limits_;
    std::vector<lease_entry> leases_;
    std::vector<legacy_limit_entry> legacy_limits_;
    bool knows_legacy_limits_ = false;
    std::optional<legacy_slots_left> left_unread_;
    std::vector<uuid> forgotten_;
    timestamp when_{};
    max_waits waits_;
};

} // namespace praetor::models
