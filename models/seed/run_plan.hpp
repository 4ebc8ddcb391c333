// What happened to one made-up run: a pure function of the environment and the run's number, so that every table can be
// written without remembering the others.
#pragma once

#include <models/seed/environment.hpp>

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::models::seed {

// Kinds of rows, each with ids of its own.
enum class noun : std::uint8_t
{
    flow,
    deployment,
    schedule,
    work_pool,
    work_queue,
    worker,
    variable,
    flow_run,
    flow_run_state,
    task_run,
    task_run_state,
    log,
    artifact,
    event,
    event_resource,
    record
};

// The id of row `index` of the kind, and of its part: the same in every run of the program. In order of `index`.
uuid id_of(environment const& in, noun kind, std::int64_t index, std::int64_t part = 0);

// A number that looks random and is not: the same for the same arguments.
std::uint64_t chance(environment const& in, std::int64_t index, std::uint64_t question);

struct planned_state
{
    std::string_view type;
    std::string_view name;
    timestamp at{};
};

// Runs `first` up to `size` are spread over the days before `now`; the last of them are scheduled for the day after.
struct period
{
    timestamp now{};
    std::int64_t first = 0;
    std::int64_t size = 0;
};

struct run_plan
{
    std::int64_t index = 0;
    uuid id;
    std::int64_t flow = 0;
    std::optional<std::int64_t> deployment; // started by its schedule
    timestamp expected{};
    std::optional<timestamp> start, end;
    duration run_time{};
    std::int64_t run_count = 0;
    std::array<planned_state, 6> states{};
    std::size_t state_count = 0;

    // The state it came to; there is always one.
    planned_state const& last() const { return states[state_count - 1]; }
    // Whether it has task runs, logs and the like; whether it left an artifact; whether its events are kept.
    bool is_detailed(environment const& in) const { return start && index % in.detailed_every == 0; }
    bool is_reported(environment const& in) const { return end && index % in.reported_every == 0; }
    bool has_events(environment const& in, timestamp now) const
    {
        return start && index % in.events_every == 0 && expected > now - std::chrono::days{7};
    }
};

// The same for the same number, environment and period.
run_plan plan_run(environment const& in, period const& over, std::int64_t index);

// "amber-heron-0000042", the same for the same number.
std::string name_of_run(environment const& in, std::int64_t index);

// The name of a flow of the environment: "demo-ingest-orders".
std::string name_of_flow(environment const& in, std::int64_t flow);

// The key of the reports of a flow's runs: "demo-ingest-orders-report".
std::string key_of_artifact(environment const& in, std::int64_t flow);

inline constexpr std::int64_t deployments_a_flow = 2;
inline constexpr std::int64_t work_pools = 3;

} // namespace praetor::models::seed
