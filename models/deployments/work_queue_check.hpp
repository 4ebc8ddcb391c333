// Which work queues would take the runs of a deployment, by the filters that queues had once.
#pragma once

#include <models/stored_row.hpp>

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table work_queue, as the reference shows it here.
struct filtered_work_queue : stored_row
{
    std::string name;
    std::string description;
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    std::int64_t priority = 1;
    uuid work_pool_id;
    std::optional<json_text> filter; // {"tags": […], "deployment_ids": […]}: null or empty ask nothing
    std::optional<timestamp> last_polled;
};
BOOST_DESCRIBE_STRUCT(filtered_work_queue, (stored_row),
                      (name, description, is_paused, concurrency_limit, priority, work_pool_id, filter, last_polled))

// Nothing where there is no such deployment. Queues that have no filter, which is what pools make, are there where
// db::contains_null() says so, as the reference's statement has it.
task<std::optional<std::vector<filtered_work_queue>>> check_work_queues(db::connection& conn, uuid deployment_id);

} // namespace praetor::models
