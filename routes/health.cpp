#include <routes/health.hpp>
#include <routes/routes.hpp>

#include <routes/merged_metrics.hpp>
#include <routes/metrics.hpp>

#include <server/services/worker_reports.hpp>

#include <server/base/json/parse.hpp>

#include <db/health.hpp>

namespace praetor::routes {
namespace {

void add(db::pool_health& all, db::pool_health const& one)
{
    all.size += one.size;
    all.in_use += one.in_use;
    all.idle += one.idle;
    all.waiting += one.waiting;
    all.overflow += one.overflow;
}

task<db::pool_health> pool_of_all(services::worker_reports& workers)
{
    db::pool_health all;
    auto const each = co_await workers.ask(std::string{pool_topic});
    for (auto const& [worker, text] : each) {
        db::pool_health one;
        json::problems found{pool_topic};
        if (json::read(one, json::parse(text), found))
            add(all, one);
    }
    co_return all;
}

// 503 where the database does not answer, for those who look at the status alone.
task<reply<db::database_health>> database_health(scope& rq)
{
    auto found = co_await db::read_health(rq.app().store, rq.app().replicas);
    if (auto* const workers = rq.app().reports)
        found.pool = co_await pool_of_all(*workers);
    auto const status = found.status == "healthy" ? 200 : 503;
    co_return reply<db::database_health>{std::move(found), status};
}

task<http::response> metrics(scope& rq)
{
    http::response made;
    if (auto* const workers = rq.app().reports) {
        auto const each = co_await workers->ask(std::string{metrics_topic});
        made.body = merge_metrics(each);
    }
    else
        made.body = metrics_text(rq.app());
    made.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return made;
}

} // namespace

void add_health(router& r, settings::values const& config)
{
    r.section("Root");
    r.get<"/health/database", database_health>().needs(role::viewer);
    if (config.has_metrics())
        r.get<"/metrics", metrics>().needs(role::viewer).answers_with("text/plain");
}

} // namespace praetor::routes
