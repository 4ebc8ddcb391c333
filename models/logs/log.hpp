// Logs that flows and tasks send.
#pragma once

#include <models/logs/log_filter.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/broadcast.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// What a client says in a log.
struct log_content
{
    std::string name; // of the logger
    std::int64_t level = 0;
    std::string message;
    praetor::timestamp timestamp{};
    std::optional<uuid> flow_run_id;
    std::optional<uuid> task_run_id;
};
BOOST_DESCRIBE_STRUCT(log_content, (), (name, level, message, timestamp, flow_run_id, task_run_id))

// A row of table log.
struct log_record : stored_row, log_content
{};
BOOST_DESCRIBE_STRUCT(log_record, (stored_row, log_content), ())

// One of the body of POST /logs/.
struct log_create : log_content
{
    static constexpr bool refuses_unknown = true;
};
BOOST_DESCRIBE_STRUCT(log_create, (log_content), ())

BOOST_DEFINE_ENUM_CLASS(log_sort, TIMESTAMP_ASC, TIMESTAMP_DESC)

using log_ptr = std::shared_ptr<log_record const>;

// Tells of each log once it is stored; see broadcast.
using log_bus = broadcast<log_ptr>;

// Stores logs in one statement and gives them back as they are stored. NUL characters go: PostgreSQL takes none.
task<std::vector<log_record>> create_logs(db::connection& conn, std::vector<log_create> wanted);

// In the order of `sort`; the part that `range` says.
task<std::vector<log_record>> read_logs(db::connection& conn, std::optional<filters::log_filter> wanted, log_sort sort,
                                        page range);

} // namespace praetor::models
