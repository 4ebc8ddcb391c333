#include <server/services/scheduled_run_maker.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <random>
#include <unordered_set>
#include <utility>

namespace praetor::services {
namespace {

using models::planned_schedule;

// A schedule that somebody else holds, or that could not be served, is looked at again so much later.
constexpr std::chrono::seconds again_after{5};

// One whose runs the database refused.
constexpr std::chrono::minutes refused_again_after{10};

// Changes are looked for so much further back than the last look began: a transaction may have taken so long to commit,
// or another server's clock be so much behind. What is known already costs nothing more.
constexpr std::chrono::seconds change_margin{60};

constexpr std::int64_t horizons_at_a_time = 1'000;

// Transactions that store runs at the same time, each on a connection of its own.
constexpr std::size_t max_workers = 4;

// Servers that begin at the same time do not begin with the same schedules.
void shuffle(std::vector<uuid>& ids)
{
    static std::mt19937 draw{std::random_device{}()};
    std::ranges::shuffle(ids, draw);
}

// Of the database, not of what it was asked.
bool is_passing(error const& failed)
{
    return failed.code() == errc::unavailable || failed.code() == errc::timeout;
}

// Schedules that are in hand for as long as it lives.
class hold
{
public:
    // Takes those out of `wanted` that are in hand already.
    hold(std::unordered_set<uuid>& in_hand, std::vector<uuid>& wanted) : in_hand_(in_hand)
    {
        std::erase_if(wanted, [&](uuid const& id) { return !in_hand.insert(id).second; });
        ids_ = wanted;
    }
    hold(hold const&) = delete;
    hold& operator=(hold const&) = delete;
    ~hold()
    {
        for (auto const& id : ids_)
            in_hand_.erase(id);
    }

private:
    std::unordered_set<uuid>& in_hand_;
    std::vector<uuid> ids_;
};

std::vector<std::vector<uuid>> in_batches(std::vector<uuid> const& ids, std::int64_t size)
{
    std::vector<std::vector<uuid>> batches;
    auto const count = static_cast<std::size_t>(std::max<std::int64_t>(size, 1));
    for (std::size_t at = 0; at < ids.size(); at += count)
        batches.emplace_back(ids.begin() + static_cast<std::ptrdiff_t>(at),
                             ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + count, ids.size())));
    return batches;
}

} // namespace

scheduled_run_maker::scheduled_run_maker(db::database& store, settings::scheduler_settings const& config)
    : store_(store), config_(config)
{}

void scheduled_run_maker::note(models::schedule_horizon const& one, timestamp when)
{
    if (one.least && one.farthest)
        watch_.put(one, std::min(*one.least, *one.farthest - config_.min_scheduled_time));
    else
        watch_.put(one, when);
}

task<void> scheduled_run_maker::look_at_all()
{
    auto const when = now();
    for (uuid cursor{};;) {
        auto const found =
            co_await store_.read(models::read_all_horizons, when, config_.min_runs, cursor, horizons_at_a_time);
        for (auto const& one : found)
            note(one, when);
        if (std::ssize(found) < horizons_at_a_time)
            co_return;
        cursor = found.back().id;
    }
}

task<std::int64_t> scheduled_run_maker::make_due()
{
    auto const when = now();
    auto due = watch_.take_due(when, when + again_after);
    if (due.empty())
        co_return 0;
    auto const made = co_await make_all(std::move(due), true);
    co_return made;
}

task<std::int64_t> scheduled_run_maker::make_changed()
{
    auto const began = now();
    auto const since = changes_read_ == timestamp{} ? began : changes_read_;
    auto const changed = co_await store_.read(models::read_changed_schedules, since - change_margin);
    std::vector<uuid> ids;
    for (auto const& one : changed)
        if (!watch_.knows(one))
            ids.push_back(one.id);
    for (auto const& id : ids)
        watch_.put(id, began + again_after); // should this look not come to its end
    changes_read_ = began;
    if (ids.empty())
        co_return 0;
    auto const made = co_await make_all(std::move(ids), false);
    co_return made;
}

// Where several transactions can write at once, some do: one is stored while another is worked out. What the other
// scheduler has in hand comes again by itself: it was put a moment ahead, and stays so if that one fails.
task<std::int64_t> scheduled_run_maker::make_all(std::vector<uuid> ids, bool looks_first)
{
    hold const held{in_hand_, ids};
    shuffle(ids);
    auto batches = in_batches(ids, config_.deployment_batch_size);
    std::int64_t made = 0;
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group workers{executor};
    auto const count = std::min<std::size_t>(store_.grammar().writes_in_parallel() ? max_workers : 1, batches.size());
    for (std::size_t i = 0; i < count; ++i)
        workers.spawn(make_batches(&batches, looks_first, &made));
    co_await workers.join();
    co_return made;
}

task<void> scheduled_run_maker::make_batches(std::vector<std::vector<uuid>>* batches, bool looks_first,
                                             std::int64_t* made)
{
    while (!batches->empty()) {
        auto batch = std::move(batches->back());
        batches->pop_back();
        if (looks_first)
            batch = co_await still_due(std::move(batch));
        if (batch.empty())
            continue;
        auto const runs = co_await make(std::move(batch));
        *made += runs;
    }
}

// Another server may have served some.
task<std::vector<uuid>> scheduled_run_maker::still_due(std::vector<uuid> ids)
{
    auto const when = now();
    auto const found = co_await store_.read(models::read_horizons, when, config_.min_runs, ids);
    std::unordered_set<uuid> there;
    std::vector<uuid> due;
    for (auto const& one : found) {
        there.insert(one.id);
        if (!one.least || !one.farthest || *one.farthest - config_.min_scheduled_time < when)
            due.push_back(one.id);
        else
            note(one, when);
    }
    for (auto const& id : ids)
        if (!there.contains(id))
            watch_.drop(id);
    co_return due;
}

task<std::int64_t> scheduled_run_maker::make(std::vector<uuid> ids)
{
    auto schedules = co_await store_.read(models::read_active_schedules, ids);
    std::unordered_set<uuid> there;
    for (auto const& one : schedules)
        there.insert(one.id);
    for (auto const& id : ids)
        if (!there.contains(id))
            watch_.drop(id);
    models::schedule_window window;
    window.start = now();
    window.end = window.start + config_.max_scheduled_time;
    window.min_time = config_.min_scheduled_time;
    window.min_runs = config_.min_runs;
    window.max_runs = config_.max_runs;
    auto plans = co_await threads_.run(models::plan_all, std::move(schedules), window);
    std::int64_t made = 0;
    std::vector<planned_schedule> batch;
    std::int64_t runs = 0;
    for (auto& plan : plans) {
        if (plan.problem || plan.runs.empty()) {
            if (plan.problem)
                log::warning("scheduler", "schedule {} of deployment {} makes no runs: {}", to_string(plan.of.id),
                             to_string(plan.of.deployment.id), *plan.problem);
            watch_.put(models::version_of(plan.of), plan.due);
            continue;
        }
        auto const more = std::ssize(plan.runs);
        if (!batch.empty() && runs + more > config_.insert_batch_size) {
            auto const stored = co_await store_or_part(std::exchange(batch, {}));
            made += stored;
            runs = 0;
        }
        runs += more;
        batch.push_back(std::move(plan));
    }
    if (!batch.empty()) {
        auto const stored = co_await store_or_part(std::move(batch));
        made += stored;
    }
    co_return made;
}

// What the database refuses of one schedule keeps no other from its runs.
task<std::int64_t> scheduled_run_maker::store_or_part(std::vector<planned_schedule> plans)
{
    try {
        auto const made = co_await store(plans);
        co_return made;
    }
    catch (error const& failed) {
        if (is_passing(failed))
            throw;
        log::info("scheduler", "each schedule on its own, for: {}", failed.what());
    }
    std::int64_t made = 0;
    for (auto const& plan : plans) {
        try {
            auto const more = co_await store({plan});
            made += more;
        }
        catch (error const& failed) {
            if (is_passing(failed))
                throw;
            log::warning("scheduler", "schedule {} of deployment {} makes no runs: {}", to_string(plan.of.id),
                         to_string(plan.of.deployment.id), failed.what());
            watch_.put(models::version_of(plan.of), now() + refused_again_after);
        }
    }
    co_return made;
}

task<std::int64_t> scheduled_run_maker::store(std::vector<planned_schedule> plans)
{
    std::vector<std::pair<models::schedule_version, timestamp>> planned;
    for (auto const& plan : plans)
        planned.emplace_back(models::version_of(plan.of), plan.due);
    auto const done =
        co_await store_.transaction(models::store_planned_runs, std::move(plans), models::schedule_claim::skip_held);
    std::unordered_set<uuid> const claimed{done.claimed.begin(), done.claimed.end()};
    auto const again = now() + again_after;
    for (auto const& [version, due] : planned) {
        if (claimed.contains(version.id))
            watch_.put(version, due);
        else
            watch_.put(version.id, again);
    }
    co_return done.runs;
}

} // namespace praetor::services
