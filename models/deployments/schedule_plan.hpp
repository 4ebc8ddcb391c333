// Which runs a schedule asks for: worked out from what was read, without a database.
#pragma once

#include <models/labels.hpp>
#include <models/stored_row.hpp>

#include <server/base/json/text.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// What runs take from their deployment.
struct scheduled_deployment
{
    uuid id;
    timestamp updated{};
    uuid flow_id;
    std::optional<std::string> version;
    std::optional<std::string> work_queue_name;
    std::optional<uuid> work_queue_id;
    std::optional<uuid> infrastructure_document_id;
    json_text parameters;
    std::vector<std::string> tags;
    key_value_labels labels;
};
BOOST_DESCRIBE_STRUCT(scheduled_deployment, (),
                      (id, updated, flow_id, version, work_queue_name, work_queue_id, infrastructure_document_id,
                       parameters, tags, labels))

// A schedule with its deployment.
struct active_schedule
{
    uuid id;
    timestamp updated{};
    json_text schedule;
    json_text parameters; // over the deployment's
    std::optional<std::string> slug;
    scheduled_deployment deployment;
};
BOOST_DESCRIBE_STRUCT(active_schedule, (), (id, updated, schedule, parameters, slug, deployment))

// Runs from `start` on: at least `min_runs`, and as many as reach `start + min_time`; but no more than `max_runs`, and
// none beyond `end`.
struct schedule_window
{
    timestamp start{};
    timestamp end{};
    duration min_time{};
    std::int64_t min_runs = 3;
    std::int64_t max_runs = 100;
};

struct planned_run
{
    uuid id;
    uuid state_id;
    timestamp when{};
    std::string name;
    std::string clocks_show;    // "2026-11-29 00:00:00-05:00"
    std::string scheduled_time; // the same as details of a state have it
};

struct planned_schedule
{
    active_schedule of;
    std::string parameters; // of the runs: JSON
    std::string created_by; // JSON
    std::string tags;       // JSON
    key_value_labels labels;
    // A run's idempotency key begins so and ends with what clocks show, as the reference spells it: neither makes a run
    // that the other has made.
    std::string key_prefix;
    std::vector<planned_run> runs;
    timestamp due{};                    // when it will ask for the next ones; max_timestamp where it never does
    std::optional<std::string> problem; // of a schedule that has no dates: it can not be understood any more
};

// Costs tens of milliseconds at worst, whatever the schedule. Any thread.
planned_schedule plan_runs(active_schedule of, schedule_window const& window);
std::vector<planned_schedule> plan_all(std::vector<active_schedule> of, schedule_window window);

} // namespace praetor::models
