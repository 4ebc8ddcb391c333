// Schedules of deployments: when each runs by itself, and with which parameters of its own.
#pragma once

#include <models/deployments/runs_ahead.hpp>
#include <models/schedules/schedule.hpp>
#include <models/stored_row.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A schedule (schedules/schedule.hpp) as its JSON text.
struct stored_schedule : json_text
{};

// A row of table deployment_schedule, and the reply of the schedule routes.
struct deployment_schedule : stored_row
{
    uuid deployment_id;
    stored_schedule schedule;
    bool active = true;
    std::optional<std::int64_t> max_scheduled_runs;
    json::json_object parameters;    // over those of the deployment
    std::optional<std::string> slug; // unique within the deployment
};
BOOST_DESCRIBE_STRUCT(deployment_schedule, (stored_row),
                      (deployment_id, schedule, active, max_scheduled_runs, parameters, slug))

struct deployment_schedule_create
{
    static constexpr bool refuses_unknown = true;
    defaulted<bool> active{true};
    models::schedule schedule;
    std::optional<runs_ahead> max_scheduled_runs;
    defaulted<json::json_object> parameters;
    std::optional<std::string> slug;
    std::optional<std::string> replaces; // the slug of another one; only an update of the deployment heeds it
};
BOOST_DESCRIBE_STRUCT(deployment_schedule_create, (),
                      (active, schedule, max_scheduled_runs, parameters, slug, replaces))

// What is null or absent stays as it is, but for the parameters: they become what was sent, or empty.
struct deployment_schedule_update
{
    static constexpr bool refuses_unknown = true;
    std::optional<bool> active;
    std::optional<models::schedule> schedule;
    std::optional<runs_ahead> max_scheduled_runs;
    defaulted<json::json_object> parameters;
    std::optional<std::string> slug;
    std::optional<std::string> replaces; // the slug of the one that is meant, where it is to have another
};
BOOST_DESCRIBE_STRUCT(deployment_schedule_update, (),
                      (active, schedule, max_scheduled_runs, parameters, slug, replaces))

// The schedules of all these deployments, those of each one together, the last changed first.
task<std::vector<deployment_schedule>> read_schedules(db::connection& conn, std::vector<uuid> deployment_ids);
// Of one deployment, with the next awaited statement.
db::connection::deferred<deployment_schedule> deferred_schedules(db::connection& conn, uuid deployment_id);

// The rows that `wanted` asks for, each a microsecond younger than the one before: the order of replies is that of
// their change. An RRULE that tells no start is given one as of `when`.
std::vector<deployment_schedule> to_rows(uuid deployment_id, std::vector<deployment_schedule_create> const& wanted,
                                         timestamp when);
// Enqueues their INSERTs. error{errc::integrity} at the next awaited statement or the commit where a slug comes twice.
void enqueue_schedules(db::connection& conn, std::vector<deployment_schedule> const& rows);
void enqueue_deletion_of_schedules(db::connection& conn, uuid deployment_id);
// Enqueues that a schedule has no slug any more, and the change of the schedule of this id.
void enqueue_loss_of_slug(db::connection& conn, uuid id);
void enqueue_schedule_update(db::connection& conn, uuid id, deployment_schedule_update const& wanted, timestamp when);

// Each as a transaction of its own.

// Nothing where there is no such deployment.
task<std::optional<std::vector<deployment_schedule>>> read_deployment_schedules(db::connection& conn,
                                                                                uuid deployment_id);
// Nothing where there is no such deployment. error{errc::integrity}, at the commit, where a slug is taken.
task<std::optional<std::vector<deployment_schedule>>>
create_deployment_schedules(db::connection& conn, uuid deployment_id, std::vector<deployment_schedule_create> wanted);

enum class schedule_change
{
    done,
    unknown_deployment,
    unknown_schedule
};
// Deletes the runs that were scheduled by themselves: those that are still to come, or all where the schedule goes.
task<schedule_change> update_deployment_schedule(db::connection& conn, uuid deployment_id, uuid schedule_id,
                                                 deployment_schedule_update wanted);
task<schedule_change> delete_deployment_schedule(db::connection& conn, uuid deployment_id, uuid schedule_id);

} // namespace praetor::models

namespace praetor::json {

template <>
struct codec<models::stored_schedule> : codec<json_text>
{};
template <>
struct schema<models::stored_schedule>
{
    static boost::json::object make(components& all);
};

} // namespace praetor::json
