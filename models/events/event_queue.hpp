// Events that automations have not seen yet. An event gets into the queue in the transaction that stores it, while
// there is an automation that is enabled, and leaves it in the one that evaluates it: none is lost, none is seen twice,
// and one whose transaction commits late comes late (decision 0020).
#pragma once

#include <models/events/event_query.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace praetor::models {

// Events that nothing looks for, though they may be many.
inline constexpr std::string_view unevaluated_event = "prefect.log.write";

// Enqueues the insertion of those that are not stored yet, before they are. Where insertions are chained, storing them
// does it.
void enqueue_for_evaluation(db::connection& conn, std::span<event const* const> events);

struct queued_event : stored_event
{
    std::int64_t position = 0;
    std::optional<std::int64_t> firings_left; // where firings led to it (models/automations/triggers/cascade.hpp)
    std::int64_t size = 0;                    // about so many bytes
};
BOOST_DESCRIBE_STRUCT(queued_event, (stored_event), (position, firings_left, size))

// About how many bytes a row of table events takes, as an expression over it.
std::string stored_event_size(db::grammar const& grammar);

// The first `max_rows` that are in the queue and stored still; fewer where they are about as long as `max_bytes`
// together.
task<std::vector<queued_event>> read_event_queue(db::connection& conn, std::int64_t max_rows, std::int64_t max_bytes);

// Enqueues that these have been seen.
void enqueue_removal(db::connection& conn, std::vector<std::int64_t> const& positions);

// Enqueues the removal of those whose events are not stored any more.
void enqueue_removal_of_lost(db::connection& conn);

} // namespace praetor::models
