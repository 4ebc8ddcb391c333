// Slots of tagged task runs: of limits "tag:<tag>", and of limits that older releases left.
#include <models/limits/slot_arithmetic.hpp>
#include <models/orchestration/rules.hpp>

#include <algorithm>
#include <cmath>

namespace praetor::models::rules {
namespace {

constexpr std::size_t prefix = 4; // "tag:"

std::vector<std::string> names_of(transition const& t)
{
    std::vector<std::string> names;
    for (auto const& tag : t.run.tags)
        names.push_back("tag:" + tag);
    return names;
}

bool is_named(std::vector<std::string> const& names, concurrency_limit const& limit)
{
    return std::ranges::find(names, limit.name) != names.end();
}

void abort_for_zero(transition& t, std::string const& tag)
{
    t.abort("The concurrency limit on tag \"" + tag + "\" is 0 and will deadlock if the task tries to run again.");
}

// Waits as long as slots of the fullest limit are held, spread, so that who waits together does not wake together.
void wait_for_room(transition& t, std::vector<concurrency_limit const*> const& limits)
{
    auto const share = [](concurrency_limit const* one) {
        return static_cast<double>(one->active_slots) / static_cast<double>(one->limit);
    };
    auto const* fullest = *std::ranges::max_element(limits, {}, share);
    auto const max_seconds = t.slot_waits.waits.tag;
    auto const held = fullest->avg_slot_occupancy_seconds;
    auto const wait = jitter_around(std::min(held > 0 ? held : max_seconds, max_seconds));
    std::string tags;
    for (auto const* one : limits)
        tags += (tags.empty() ? "" : ", ") + one->name.substr(prefix);
    t.wait(static_cast<std::int64_t>(std::nearbyint(wait)), "Concurrency limit reached for tags: " + tags);
}

// False where nothing more may be asked.
bool secure_named(transition& t, std::vector<std::string> const& names)
{
    std::vector<concurrency_limit const*> limits;
    std::vector<uuid> ids;
    for (auto const& limit : t.slots.limits()) {
        if (!limit.active || !is_named(names, limit))
            continue;
        if (limit.limit == 0)
            abort_for_zero(t, limit.name.substr(prefix));
        else if (limit.limit > 0) { // one below zero holds nobody back
            limits.push_back(&limit);
            ids.push_back(limit.id);
        }
    }
    if (ids.empty())
        return true;
    if (!t.slots.acquire(ids)) {
        wait_for_room(t, limits);
        return false;
    }
    t.slots.lease(std::move(ids), lease_holder{holder_kind::task_run, t.run.id}, endless_lease);
    return true;
}

void secure_old(transition& t, std::vector<std::string> const& names)
{
    auto const is_left_out = [&](tag_limit const& old) {
        return std::ranges::any_of(t.slots.limits(), [&](concurrency_limit const& limit) {
            return limit.active && is_named(names, limit) && limit.name == "tag:" + old.tag;
        });
    };
    auto const& all = t.slots.legacy_limits();
    if (std::ranges::all_of(all, is_left_out))
        return;
    for (auto const& old : all) {
        if (old.concurrency_limit == 0)
            abort_for_zero(t, old.tag);
        else if (std::ssize(old.active_slots) >= old.concurrency_limit)
            t.wait(static_cast<std::int64_t>(t.slot_waits.waits.tag),
                   "Concurrency limit for the " + old.tag + " tag has been reached");
        else
            t.slots.enter_old(old.tag, t.run.id);
    }
}

void release_secured(transition& t)
{
    t.slots.release_made();
    for (auto const& old : t.slots.legacy_limits())
        if (old.taken)
            t.slots.leave_old({old.tag}, t.run.id);
}

// All of its slots or none: a run that must wait holds nothing meanwhile.
void secure(transition& t)
{
    auto const names = names_of(t);
    if (secure_named(t, names))
        secure_old(t, names);
    if (t.nullified())
        release_secured(t);
}

void release(transition& t)
{
    if (t.proposed->type == state_type::RUNNING || t.proposed->type == state_type::CANCELLING)
        return;
    for (auto const& lease : t.slots.held_by(t.run.id, names_of(t)))
        t.slots.release(lease);
    t.slots.leave_old(t.run.tags, t.run.id);
}

constexpr rule release_transform()
{
    rule made{"ReleaseTaskConcurrencySlots"};
    made.is_transform = true;
    made.after = release;
    return made;
}

} // namespace

rule const secure_task_concurrency_slots{"SecureTaskConcurrencySlots",
                                         state_set::all(),
                                         {state_type::RUNNING},
                                         secure,
                                         nullptr,
                                         [](transition& t, orchestrated_run const&) { release_secured(t); }};

rule const release_task_concurrency_slots = release_transform();

} // namespace praetor::models::rules
