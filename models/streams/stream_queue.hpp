// What was stored and this server has not told its subscribers yet: by other servers, or by all (stream_listener).
#pragma once

#include <models/events/event_query.hpp>
#include <models/logs/log.hpp>
#include <models/streams/stream_listener.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

struct streamed_event : stored_event
{
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(streamed_event, (stored_event), (position))

struct streamed_log : log_record
{
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(streamed_log, (log_record), (position))

// The first `max_rows` events that wait for this server, in the order in which they were stored; fewer where they
// are about as long as `max_bytes` together. One that was deleted meanwhile is left out.
task<std::vector<streamed_event>> read_streamed_events(db::connection& conn, stream_listener listener,
                                                       std::int64_t max_rows, std::int64_t max_bytes);
// The same of logs.
task<std::vector<streamed_log>> read_streamed_logs(db::connection& conn, stream_listener listener,
                                                   std::int64_t max_rows, std::int64_t max_bytes);

// They wait no more.
task<void> remove_streamed(db::connection& conn, std::vector<std::int64_t> positions);

} // namespace praetor::models
