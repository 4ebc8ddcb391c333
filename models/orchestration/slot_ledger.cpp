#include <models/orchestration/slot_ledger.hpp>

#include <models/limits/legacy_tag_limit.hpp>
#include <models/limits/slot_arithmetic.hpp>

#include <algorithm>

namespace praetor::models {

slot_ledger::slot_ledger(std::vector<concurrency_limit> limits, std::vector<concurrency_lease> leases,
                         std::optional<std::vector<tag_limit>> legacy_limits, timestamp when, max_waits waits)
    : knows_legacy_limits_(legacy_limits.has_value()), when_(when), waits_(waits)
{
    for (auto& one : limits)
        limits_.push_back({std::move(one)});
    for (auto& one : leases)
        leases_.push_back({std::move(one)});
    if (legacy_limits)
        for (auto& one : *legacy_limits)
            legacy_limits_.push_back({std::move(one)});
}

slot_ledger::limit_entry const* slot_ledger::find(uuid id) const
{
    auto const found = std::ranges::find(limits_, id, &limit_entry::id);
    return found == limits_.end() ? nullptr : &*found;
}

bool slot_ledger::acquire(std::vector<uuid> const& ids)
{
    for (auto const& id : ids) {
        auto const* limit = find(id);
        if (limit == nullptr || !has_room(*limit, 1, when_))
            return false;
    }
    for (auto const& id : ids) {
        auto& limit = *std::ranges::find(limits_, id, &limit_entry::id);
        take_slots(limit, 1, when_, waits_);
        limit.changed = true;
    }
    return true;
}

void slot_ledger::release_slot(uuid id)
{
    auto const limit = std::ranges::find(limits_, id, &limit_entry::id);
    if (limit == limits_.end() || !limit->active)
        return;
    release_slots_of(*limit, 1, std::nullopt, when_, waits_);
    limit->changed = true;
}

uuid slot_ledger::lease(std::vector<uuid> ids, std::optional<lease_holder> holder, duration lifetime)
{
    auto const id = uuid::random();
    leases_.push_back({{id, std::move(ids), 1, when_, when_ + lifetime, holder}, true});
    return id;
}

slot_ledger::lease_entry* slot_ledger::living(uuid id)
{
    auto const found = std::ranges::find(leases_, id, &lease_entry::id);
    return found == leases_.end() || found->ended ? nullptr : &*found;
}

bool slot_ledger::renew(uuid id, duration lifetime)
{
    auto* const held = living(id);
    if (held == nullptr)
        return false;
    held->expires = when_ + lifetime;
    held->renewed = true;
    return true;
}

bool slot_ledger::release(uuid id)
{
    auto* const held = living(id);
    if (held == nullptr)
        return false;
    held->ended = true;
    for (auto const& limit : held->limits)
        for (std::int64_t slot = 0; slot < held->slots; ++slot)
            release_slot(limit);
    return true;
}

void slot_ledger::forget(uuid id)
{
    if (auto* const held = living(id))
        held->ended = true;
    forgotten_.push_back(id);
}

void slot_ledger::release_made()
{
    for (auto const& one : leases_)
        if (one.made && !one.ended)
            release(one.id);
}

std::vector<uuid> slot_ledger::held_by(uuid run, std::vector<std::string> const& names) const
{
    auto const is_named = [&](uuid id) {
        auto const* limit = find(id);
        return limit != nullptr && std::ranges::find(names, limit->name) != names.end();
    };
    std::vector<uuid> held;
    for (auto const& one : leases_)
        if (!one.ended && one.holder && one.holder->id == run && one.expires > when_ &&
            std::ranges::any_of(one.limits, is_named))
            held.push_back(one.id);
    return held;
}

void slot_ledger::enter_old(std::string const& tag, uuid run)
{
    for (auto& one : legacy_limits_)
        if (one.tag == tag) {
            one.changed |= enter_slot(one, run);
            one.taken = true;
        }
}

void slot_ledger::leave_old(std::vector<std::string> const& tags, uuid run)
{
    if (!knows_legacy_limits_ && !tags.empty())
        left_unread_ = legacy_slots_left{run, tags};
    for (auto& one : legacy_limits_)
        if (std::ranges::find(tags, one.tag) != tags.end())
            one.changed |= leave_slot(one, run);
}

} // namespace praetor::models
