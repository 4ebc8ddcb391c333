#include <routes/routes.hpp>

#include <routes/metrics.hpp>

#include <db/health.hpp>

namespace praetor::routes {
namespace {

// 503 where the database does not answer, for those who look at the status alone.
task<reply<db::database_health>> database_health(scope& rq)
{
    auto found = co_await db::read_health(rq.app().store, rq.app().replicas);
    auto const status = found.status == "healthy" ? 200 : 503;
    co_return reply<db::database_health>{std::move(found), status};
}

task<http::response> metrics(scope& rq)
{
    http::response made;
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
