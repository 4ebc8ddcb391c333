// Workers: processes that start the runs of a pool, known by their heartbeats.
#pragma once

#include <models/filters/criteria.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>
#include <db/grammar.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(worker_status, ONLINE, OFFLINE)

// "ONLINE": the name on the wire and in the rows.
std::string_view to_text(worker_status status);

// A row of table worker.
struct worker : stored_row
{
    std::string name; // unique in its pool
    uuid work_pool_id;
    std::optional<timestamp> last_heartbeat_time;
    std::optional<std::int64_t> heartbeat_interval_seconds;
    worker_status status = worker_status::OFFLINE;
};
BOOST_DESCRIBE_STRUCT(worker, (stored_row),
                      (name, work_pool_id, last_heartbeat_time, heartbeat_interval_seconds, status))

// A sign of life.
struct heartbeat
{
    std::string worker;
    std::optional<std::int64_t> interval_seconds; // until the next one; absent: what it said before
};

} // namespace praetor::models

namespace praetor::models::filters {

struct worker_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "worker";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<between> last_heartbeat_time;
    std::optional<any_or_none_of<worker_status>> status;
};
BOOST_DESCRIBE_STRUCT(worker_filter, (), (combined_by, last_heartbeat_time, status))

db::sql where(db::grammar const& grammar, worker_filter const& wanted);

} // namespace praetor::models::filters

namespace praetor::models {

// The worker is ONLINE, and its pool READY if it was NOT_READY. False where there is no such pool.
task<with_events<bool>> record_heartbeat(db::connection& conn, std::string pool, heartbeat heard);

// Of a pool, those heard of last first; nothing where there is no such pool.
task<std::optional<std::vector<worker>>> read_workers(db::connection& conn, std::string pool,
                                                      std::optional<filters::worker_filter> wanted, page range);

// What became of it.
enum class worker_deletion
{
    deleted,
    unknown_pool,
    unknown_worker
};
task<worker_deletion> delete_worker(db::connection& conn, std::string pool, std::string name);

} // namespace praetor::models
