// Deprecated: whether somebody polls a work queue, and no run in it is late.
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>

namespace praetor::models {

// What a healthy queue keeps to.
struct work_queue_health_policy
{
    std::optional<std::int64_t> maximum_late_runs = 0;
    std::optional<std::int64_t> maximum_seconds_since_last_polled = 60;
};
BOOST_DESCRIBE_STRUCT(work_queue_health_policy, (), (maximum_late_runs, maximum_seconds_since_last_polled))

struct work_queue_status_detail
{
    bool healthy = false;
    std::int64_t late_runs_count = 0;
    std::optional<timestamp> last_polled;
    work_queue_health_policy health_check_policy;
};
BOOST_DESCRIBE_STRUCT(work_queue_status_detail, (), (healthy, late_runs_count, last_polled, health_check_policy))

// error{errc::object_not_found} where there is no such queue.
task<work_queue_status_detail> read_queue_health(db::connection& conn, uuid queue);

} // namespace praetor::models
