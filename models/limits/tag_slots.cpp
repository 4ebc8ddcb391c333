// Slots of tagged task runs, for clients of the first API.
#include <models/filters/where.hpp>
#include <models/limits/legacy_tag_limit.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>
#include <models/limits/tag_limit.hpp>

#include <db/rows.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

std::vector<std::string> names_of(std::vector<std::string> const& tags)
{
    std::vector<std::string> names;
    for (auto const& one : tags)
        names.push_back("tag:" + one);
    return names;
}

tag_refusal full(std::string const& tag)
{
    return {"Concurrency limit for the " + tag + " tag has been reached", true};
}

concurrency_limit* find(std::vector<concurrency_limit>& limits, std::string const& tag)
{
    auto const found = std::ranges::find(limits, "tag:" + tag, &concurrency_limit::name);
    return found == limits.end() ? nullptr : &*found;
}

tag_limit* find(std::vector<tag_limit>& limits, std::string const& tag)
{
    auto const found = std::ranges::find(limits, tag, &tag_limit::tag);
    return found == limits.end() ? nullptr : &*found;
}

} // namespace

task<tag_answer> acquire_tag_slots(db::connection& conn, std::vector<std::string> tags, uuid task_run, max_waits waits)
{
    auto locked = conn.deferred_rows<concurrency_limit>(
        select_limits(conn.grammar(), db::query::is_any_of("name", names_of(tags))));
    auto old = co_await conn.rows<tag_limit>(select_legacy_limits(conn.grammar(), db::query::is_any_of("tag", tags)));
    auto limits = locked.result();

    for (auto const& tag : tags) {
        auto const* named = find(limits, tag);
        auto const* older = find(old, tag);
        if ((named != nullptr && named->limit == 0) ||
            (named == nullptr && older != nullptr && older->concurrency_limit == 0))
            co_return tag_refusal{"The concurrency limit on tag \"" + tag +
                                      "\" is 0 and will deadlock if the task tries to run again.",
                                  false};
    }
    std::vector<concurrency_limit*> taken;
    std::vector<tag_limit*> entered;
    for (auto const& tag : tags) {
        auto* const named = find(limits, tag);
        auto* const older = find(old, tag);
        if (named != nullptr && named->active)
            taken.push_back(named);
        else if (older != nullptr) {
            if (static_cast<std::int64_t>(older->active_slots.size()) >= older->concurrency_limit)
                co_return full(tag);
            entered.push_back(older);
        }
    }
    auto const when = now();
    std::vector<minimal_limit> answer;
    concurrency_lease lease{
        uuid::random(), {}, 1, when, when + endless_lease, lease_holder{holder_kind::task_run, task_run}};
    for (auto* const one : taken) {
        // A tag that is named twice takes no slot at all, as in the reference.
        if (!has_room(*one, 1, when) || std::ranges::find(lease.limits, one->id) != lease.limits.end())
            co_return full(taken.front()->name.substr(4));
        lease.limits.push_back(one->id);
    }
    for (auto* const one : taken) {
        take_slots(*one, 1, when, waits);
        enqueue_counts(conn, *one);
        answer.push_back({one->id, one->name.substr(4), one->limit});
    }
    for (auto* const one : entered) {
        if (enter_slot(*one, task_run))
            enqueue_legacy_slots(conn, *one, when);
        answer.push_back({one->id, one->tag, one->concurrency_limit});
    }
    if (!lease.limits.empty())
        enqueue_lease(conn, lease);
    co_return answer;
}

task<std::vector<minimal_limit>> release_tag_slots(db::connection& conn, std::vector<std::string> tags, uuid task_run,
                                                   max_waits waits)
{
    auto const when = now();
    auto const names = names_of(tags);
    db::sql of_run{"lease.holder_id = $1 AND lease.expires > $2 AND lease.id IN (SELECT held.lease_id FROM "
                   "praetor_leased_limit AS held JOIN concurrency_limit_v2 AS named ON named.id = held.limit_id WHERE ",
                   task_run, when};
    of_run << db::query::is_any_of("named.name", names) << ")";
    db::sql limits_of_run{"id IN (SELECT held.limit_id FROM praetor_leased_limit AS held JOIN "
                          "praetor_concurrency_lease AS lease ON lease.id = held.lease_id WHERE lease.holder_id = $1) "
                          "OR ",
                          task_run};
    limits_of_run << db::query::is_any_of("name", names);
    auto held = conn.deferred_rows<lease_row>(select_leases(conn.grammar(), of_run));
    auto locked = conn.deferred_rows<concurrency_limit>(select_limits(conn.grammar(), limits_of_run));
    auto old = co_await conn.rows<tag_limit>(select_legacy_limits(conn.grammar(), db::query::is_any_of("tag", tags)));
    auto limits = locked.result();

    for (auto const& lease : group_leases(held.result())) {
        for (auto& one : limits) {
            if (std::ranges::find(lease.limits, one.id) == lease.limits.end())
                continue;
            release_slots_of(one, lease.slots, std::nullopt, when, waits);
            enqueue_counts(conn, one);
        }
        enqueue_end_of_lease(conn, lease.id);
    }
    std::vector<minimal_limit> answer;
    for (auto const& one : limits)
        if (std::ranges::find(names, one.name) != names.end())
            answer.push_back({one.id, one.name, one.limit});
    for (auto& one : old) {
        if (find(limits, one.tag) != nullptr || !leave_slot(one, task_run))
            continue;
        enqueue_legacy_slots(conn, one, when);
        answer.push_back({one.id, one.tag, one.concurrency_limit});
    }
    co_return answer;
}

} // namespace praetor::models
