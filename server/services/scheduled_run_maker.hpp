// Makes flow runs of schedules ahead of their time: what both schedulers do.
#pragma once

#include <server/services/schedule_watch.hpp>

#include <models/deployments/schedule_plan.hpp>
#include <models/deployments/scheduled_runs.hpp>

#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace praetor::services {

// Any number of servers share the work: rows are claimed, and a run's idempotency key tells its schedule and time, so
// each scheduled time has one run, whoever makes it and whoever dies meanwhile. References must outlive it. Used on the
// io_context's thread; nobody awaits a call when it is destroyed.
class scheduled_run_maker
{
public:
    scheduled_run_maker(db::database& store, settings::scheduler_settings const& config);

    // Each gives the number of runs that it made. May be cancelled at any await.

    // Of schedules that are due.
    task<std::int64_t> make_due();
    // Of schedules that changed lately, or whose deployment did.
    task<std::int64_t> make_changed();

    // Asks the database when each schedule is due, those too that nobody told of.
    task<void> look_at_all();

    // Schedules that are due and were not served.
    std::int64_t backlog() const { return static_cast<std::int64_t>(watch_.due(now())); }

private:
    task<std::int64_t> make_all(std::vector<uuid> ids, bool looks_first);
    task<void> make_batches(std::vector<std::vector<uuid>>* batches, bool looks_first, std::int64_t* made);
    task<std::int64_t> make(std::vector<uuid> ids);
    task<std::vector<uuid>> still_due(std::vector<uuid> ids);
    task<std::int64_t> store_or_part(std::vector<models::planned_schedule> plans);
    task<std::int64_t> store(std::vector<models::planned_schedule> plans);
    void note(models::schedule_horizon const& one, timestamp when);

    db::database& store_;
    settings::scheduler_settings const& config_;
    thread_pool threads_{{.threads = 1}}; // dates are worked out beside the loop
    schedule_watch watch_;
    std::unordered_set<uuid> in_hand_; // by one of the two schedulers: nothing for the other
    timestamp changes_read_{};         // when the last look for changes began
};

} // namespace praetor::services
