// Evaluating triggers: each function is the body of one transaction, in which the state of buckets and firings, the
// queue of events, the events that tell of it and the actions that are due change together. One evaluates at a time,
// whichever server it is: it holds the row of praetor_evaluation.
#pragma once

#include <models/automations/triggers/automation_version.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

struct evaluation
{
    bool is_stale = false;     // the automations are others than those given: nothing was done
    std::int64_t events = 0;   // that were taken from the queue, or are no longer waited for
    std::int64_t bytes = 0;    // of those, about
    bool has_more = false;     // such events may be there still
    bool has_queued = false;   // more followers of an event than are evaluated at once were put into the queue
    std::int64_t firings = 0;  // of automations
    std::int64_t actions = 0;  // that are due
    std::int64_t left_out = 0; // firings that were not made, for too many led to them (cascade.hpp)
    uuid left_out_of;          // the automation of the last of them
};

// Of events that are long a transaction takes no more than are about so many bytes together, or a single one.
inline constexpr std::int64_t max_evaluated_bytes = std::int64_t{8} << 20;

// The first `max_rows` events of the queue, or fewer.
task<with_events<evaluation>> evaluate_queue(db::connection& conn, loaded_automations_ptr known, std::int64_t max_rows);

// Events whose leader did not come in time, `max_rows` of them.
task<with_events<evaluation>> evaluate_lost_followers(db::connection& conn, loaded_automations_ptr known,
                                                      std::int64_t max_rows);

struct time_evaluation : evaluation
{
    std::vector<timestamp> next; // when each of the triggers is to be looked at again
};

// Proactive triggers, by their places in the index, for which time has gone on: as far as the events have been seen.
task<with_events<time_evaluation>> evaluate_time(db::connection& conn, loaded_automations_ptr known,
                                                 std::vector<std::size_t> triggers);

// What a step without events looks for.
struct evaluation_outlook
{
    automation_version version;
    bool has_queue = false;
    bool has_lost_followers = false;
    bool has_closed_buckets = false; // or held events that nothing can count any more
    duration clock_offset{};
};
task<evaluation_outlook> read_evaluation_outlook(db::connection& conn, duration bucket_buffer);

// Deletes buckets that ended longer ago than the buffer, held events that no bucket counts, and what waits in the queue
// of events that are not stored any more.
task<void> sweep_evaluation(db::connection& conn, duration bucket_buffer);

} // namespace praetor::models
