// What other servers have stored and this one has not told its subscribers yet.
#pragma once

#include <models/events/event.hpp>
#include <models/logs/log.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

// The first `most` events, or logs, in the order in which they were stored; fewer where they are about as long as
// `most_bytes` together. They are in the queue no more; one that was deleted meanwhile is left out.
task<std::vector<event>> take_streamed_events(db::connection& conn, std::int64_t most, std::int64_t most_bytes);
task<std::vector<log_record>> take_streamed_logs(db::connection& conn, std::int64_t most, std::int64_t most_bytes);

} // namespace praetor::models
