#include <routes/routes.hpp>
#include <routes/sent.hpp>

#include <models/deployments/deployment_schedule.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

namespace praetor::routes {
namespace {

using models::deployment_schedule;
using models::deployment_schedule_create;
using models::deployment_schedule_update;

// json::invalid_request where the document is none.
template <class T>
T read_sent(scope const& rq, sent<T> const& given)
{
    models::runs_ahead_bound const runs{rq.config().server.deployment_schedule_max_scheduled_runs};
    json::problems found{"body"};
    T made;
    if (!json::read(made, given.document, found))
        throw json::invalid_request{found.to_json(), json::serialize_briefly(given.document, json::repeated_whole)};
    return made;
}

void refuse(models::schedule_change what)
{
    if (what == models::schedule_change::unknown_deployment)
        refuse_unknown("Deployment not found.");
    if (what == models::schedule_change::unknown_schedule)
        refuse_unknown("Schedule not found.");
}

task<std::vector<deployment_schedule>> read_deployment_schedules(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_deployment_schedules, id);
    if (!found)
        refuse_unknown("Deployment not found.");
    co_return std::move(*found);
}

task<reply<std::vector<deployment_schedule>>>
create_deployment_schedules(scope& rq, uuid id, body<sent<std::vector<deployment_schedule_create>>> given)
{
    auto wanted = read_sent(rq, *given);
    try {
        auto made = co_await rq.db().transaction(models::create_deployment_schedules, id, std::move(wanted));
        if (!made)
            refuse_unknown("Deployment not found.");
        co_return reply<std::vector<deployment_schedule>>{std::move(*made), http::status::created};
    }
    catch (error const& thrown) {
        if (thrown.code() != errc::integrity)
            throw;
        throw error{errc::conflict, "Schedule slugs must be unique within a deployment."};
    }
}

task<void> update_deployment_schedule(scope& rq, uuid id, uuid schedule_id,
                                      body<sent<deployment_schedule_update>> given)
{
    auto wanted = read_sent(rq, *given);
    auto const done =
        co_await rq.db().transaction(models::update_deployment_schedule, id, schedule_id, std::move(wanted));
    refuse(done);
}

task<void> delete_deployment_schedule(scope& rq, uuid id, uuid schedule_id)
{
    auto const done = co_await rq.db().transaction(models::delete_deployment_schedule, id, schedule_id);
    refuse(done);
}

} // namespace

void add_deployment_schedules(router& r)
{
    r.section("Deployments");
    r.get<"/deployments/{id:uuid}/schedules", read_deployment_schedules>().needs(role::viewer).refuses(404);
    r.post<"/deployments/{id:uuid}/schedules", create_deployment_schedules>()
        .needs(role::operator_)
        .answers(201)
        .refuses(404)
        .refuses(409);
    r.patch<"/deployments/{id:uuid}/schedules/{schedule_id:uuid}", update_deployment_schedule>()
        .needs(role::operator_)
        .refuses(404);
    r.del<"/deployments/{id:uuid}/schedules/{schedule_id:uuid}", delete_deployment_schedule>()
        .needs(role::runner)
        .refuses(404);
}

} // namespace praetor::routes
