// What the steps of services with nothing to do read on SQLite, whose planner knows little of how many rows there are:
// a million runs and ten thousand deployments must not be looked through. PostgreSQL knows, and plans alike with any
// words.
#include <server/services/cleanup_reconciler.hpp>
#include <server/services/scheduled_run_maker.hpp>
#include <server/services/upkeep/cancellation_cleanup.hpp>
#include <server/services/upkeep/foreman.hpp>
#include <server/services/upkeep/late_runs.hpp>
#include <server/services/upkeep/pause_expirations.hpp>

#include <models/work_pools/scheduled_runs.hpp>

#include <db/statement_observer.hpp>

#include <tests/services/service_database.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

using namespace praetor;
using namespace praetor::tests;

namespace {

struct heard_statements final : db::statement_observer
{
    void finished(db::finished_statement const& one) override
    {
        std::scoped_lock const held{mutex};
        texts.insert(one.statement.text());
    }

    std::mutex mutex;
    std::set<std::string> texts;
};

// The steps of the plan of a statement, in order: "SEARCH run USING INDEX ix_flow_run__updated (updated>?)".
std::vector<std::string> plan_of(std::string const& path, std::string const& statement)
{
    std::vector<std::string> steps;
    sqlite3* file = nullptr;
    sqlite3_stmt* explained = nullptr;
    BOOST_REQUIRE(sqlite3_open_v2(path.c_str(), &file, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    auto const text = "EXPLAIN QUERY PLAN " + statement;
    if (sqlite3_prepare_v2(file, text.c_str(), -1, &explained, nullptr) == SQLITE_OK)
        while (sqlite3_step(explained) == SQLITE_ROW)
            steps.emplace_back(reinterpret_cast<char const*>(sqlite3_column_text(explained, 3)));
    sqlite3_finalize(explained);
    sqlite3_close(file);
    return steps;
}

// Whether a step reads rows that are many for other reasons than that there is much to do.
bool reads_much(std::string const& step)
{
    static constexpr std::array tables{"run",        "flow_run", "parent",   "task_run",
                                       "deployment", "changed",  "stand_in", "deployment_schedule"};
    static constexpr std::array wide_indexes{"ix_deployment__paused (", "ix_flow_run__end_time_desc (",
                                             "ix_flow_run__auto_scheduled ("};
    for (auto const* table : tables)
        if (step == "SCAN " + std::string{table} || step.starts_with("SCAN " + std::string{table} + " "))
            return true;
    // All that were ever cancelled, or of any state that is asked for of parents.
    if (step.starts_with("SEARCH parent USING INDEX ix_flow_run__state_type"))
        return true;
    return std::ranges::any_of(wide_indexes, [&](auto const* index) { return step.find(index) != std::string::npos; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(idle_steps)

BOOST_AUTO_TEST_CASE(steps_with_nothing_to_do_follow_indexes_over_what_is_new_or_due)
{
    heard_statements heard;
    service_database at{db::dialect::sqlite};
    auto options = at.at.options();
    options.observer = &heard;
    auto const store = db::open(at.executor(), options);
    {
        services::cancellation_cleanup cancellations{at.executor(), *store, at.bus, at.config};
        services::foreman foreman{at.executor(), *store, at.bus, at.config};
        services::late_runs late{at.executor(), *store, at.bus, at.config};
        services::pause_expirations pauses{at.executor(), *store, at.bus, at.config};
        services::scheduled_run_maker maker{*store, at.config.services.scheduler};
        for (int step = 0; step < 2; ++step) {
            await(at.context, cancellations.step());
            await(at.context, foreman.step());
            await(at.context, late.step());
            await(at.context, pauses.step());
            await(at.context, maker.look_at_all());
            await(at.context, maker.make_due());
            await(at.context, maker.make_changed());
        }
    }
    await(at.context, store->close());
    std::size_t looked_at = 0;
    for (auto const& statement : heard.texts)
        for (auto const& step : plan_of(at.at.path(), statement)) {
            ++looked_at;
            BOOST_TEST(!reads_much(step), step << " in " << statement);
        }
    BOOST_TEST(looked_at > 30U);
}

BOOST_AUTO_TEST_CASE(a_poll_for_work_reads_due_runs_in_the_order_of_their_index)
{
    heard_statements heard;
    service_database at{db::dialect::sqlite};
    auto options = at.at.options();
    options.observer = &heard;
    at.at.run("INSERT INTO work_pool (id, name, type) VALUES ('" + to_string(uuid::random()) + "', 'p', 'process')");
    auto const store = db::open(at.executor(), options);
    models::worker_poll asked;
    asked.pool = "p";
    asked.scheduled_before = now();
    await(at.context, store->read(models::read_scheduled_runs, std::move(asked)));
    await(at.context, store->close());
    auto const poll =
        std::ranges::find_if(heard.texts, [](auto const& text) { return text.starts_with("WITH open_pool"); });
    BOOST_REQUIRE((poll != heard.texts.end()));
    int by_time = 0;
    for (auto const& step : plan_of(at.at.path(), *poll)) {
        BOOST_TEST(!reads_much(step), step);
        by_time += step.starts_with("SEARCH flow_run USING INDEX ix_flow_run__next_scheduled_start_time_asc") ? 1 : 0;
    }
    BOOST_TEST(by_time == 5); // of each of four queues, and of more
}

BOOST_AUTO_TEST_SUITE_END()
