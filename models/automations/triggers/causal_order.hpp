// Events may name one that came before them ("follows"): they wait for it, and are seen after it. One that does not
// come in time is waited for no longer.
#pragma once

#include <models/automations/triggers/noted_event.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace praetor::models {

// Who waits for whom, without a database.
class causal_order
{
public:
    // What is known beforehand: leaders that were seen, events that wait already, and leaders that more wait for than
    // can be known here.
    void add_seen(uuid const& leader) { seen_.insert(leader); }
    void add_waiting(noted_event_ptr follower);
    void add_crowded(uuid const& leader) { crowded_.insert(leader); }

    // The event has come at `now`: it and who waited for it are next, or it waits itself. Behind a crowded leader
    // nothing arrives any more.
    void arrive(noted_event_ptr const& event, timestamp now);

    // The crowded leader that is the last to be seen now.
    std::optional<uuid> const& cut() const noexcept { return cut_; }
    // Whether it is seen now, or waits.
    bool has_arrived(noted_event const& one) const;

    // In the order in which they are to be seen.
    std::vector<noted_event_ptr> const& seen_now() const noexcept { return order_; }
    // Those that began to wait, and those that waited before and do so no longer.
    std::vector<noted_event_ptr> new_waiting() const;
    std::vector<uuid> released() const;

private:
    std::set<uuid> seen_;
    std::multimap<uuid, noted_event_ptr> waiting_; // by their leaders
    std::set<uuid> known_waiting_;                 // those of add_waiting()
    std::set<uuid> crowded_;
    std::optional<uuid> cut_;
    std::vector<noted_event_ptr> order_;
};

// How many stored followers are read, and about how many bytes of them together.
struct follower_bound
{
    std::int64_t events = 0;
    std::int64_t bytes = 0;
};

struct ordered_events
{
    std::vector<noted_event_ptr> seen; // in the order in which they are to be seen now
    std::set<uuid> postponed;          // of those that arrived: have to arrive again
    bool is_cut = false;               // more than the bound wait for the last that is seen: they are in the queue now
};

// Puts events in order, as of `now`; who waits is stored, and who waited and is seen is stored no longer: enqueued.
// Where more followers wait than `bound` allows, those of the first leader that has any go into the queue
// (event_queue.hpp), before all that is in it: they are seen next, in their order, and as many at a time as that has
// it.
task<ordered_events> in_causal_order(db::connection& conn, std::vector<noted_event_ptr> arrived, timestamp now,
                                     follower_bound bound);

struct stored_followers
{
    std::vector<noted_event_ptr> events;
    std::int64_t bytes = 0; // about so many
    bool has_more = false;  // such events may be there still
};

// Those whose leader did not come in time, as many as `bound` allows; the first to occur first.
task<stored_followers> read_lost_followers(db::connection& conn, timestamp now, follower_bound bound);

// Enqueues that these wait no longer.
void enqueue_release(db::connection& conn, std::vector<uuid> const& followers);

} // namespace praetor::models
