// Which runs take the slots of a work pool or queue.
#pragma once

#include <models/runs/state.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// A run that takes a slot.
struct flow_run_slot_summary
{
    static constexpr std::array<std::string_view, 1> computed{"time_in_current_state"};
    uuid id;
    std::string name;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::optional<timestamp> start_time;
    std::optional<timestamp> state_timestamp;
    std::optional<duration> time_in_current_state;
};
BOOST_DESCRIBE_STRUCT(flow_run_slot_summary, (),
                      (id, name, state_type, state_name, start_time, state_timestamp, time_in_current_state))

struct work_queue_concurrency_status_detail
{
    static constexpr std::array<std::string_view, 2> computed{"flow_runs", "flow_run_count"};
    uuid queue_id;
    std::string queue_name;
    std::int64_t active_slots = 0;
    std::optional<std::int64_t> concurrency_limit;
    std::vector<flow_run_slot_summary> flow_runs; // the first of them
    std::optional<std::int64_t> flow_run_count;   // all of them
};
BOOST_DESCRIBE_STRUCT(work_queue_concurrency_status_detail, (),
                      (queue_id, queue_name, active_slots, concurrency_limit, flow_runs, flow_run_count))

struct pool_slots
{
    std::int64_t active_slots = 0;
    std::optional<std::int64_t> concurrency_limit;
    counted_page<work_queue_concurrency_status_detail> queues; // by priority
};

struct queue_slots
{
    std::int64_t active_slots = 0;
    std::optional<std::int64_t> concurrency_limit;
    std::vector<flow_run_slot_summary> flow_runs;
};

// The PENDING and RUNNING runs of a pool: its queues of `range`, with `max_runs` runs of each at most. Nothing where
// there is no such pool. One round trip.
task<std::optional<pool_slots>> read_pool_slots(db::connection& conn, std::string pool, page range,
                                                std::int64_t max_runs);

// The PENDING, RUNNING and CANCELLING runs of a queue, those of `range`. Nothing where there is no such queue. One
// round trip.
task<std::optional<queue_slots>> read_queue_slots(db::connection& conn, uuid queue, page range);

} // namespace praetor::models
