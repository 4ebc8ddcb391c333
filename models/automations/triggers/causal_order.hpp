// Events may name one that came before them ("follows"): they wait for it, and are seen after it. One that does not come in
// time is waited for no longer.
#pragma once

#include <models/automations/triggers/noted_event.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace praetor::models {

// Who waits for whom, without a database.
class causal_order
{
public:
    // What is known beforehand: leaders that were seen, and events that wait already.
    void add_seen(uuid const& leader) { seen_.insert(leader); }
    void add_waiting(noted_event_ptr follower);

    // The event has come at `now`: it and who waited for it are next, or it waits itself.
    void arrive(noted_event_ptr const& event, timestamp now);

    // In the order in which they are to be seen.
    std::vector<noted_event_ptr> const& seen_now() const noexcept { return order_; }
    // Those that began to wait, and those that waited before and do so no longer.
    std::vector<noted_event_ptr> new_waiting() const;
    std::vector<uuid> released() const;

private:
    std::set<uuid> seen_;
    std::multimap<uuid, noted_event_ptr> waiting_; // by their leaders
    std::set<uuid> known_waiting_;                 // those of add_waiting()
    std::vector<noted_event_ptr> order_;
};

// Puts events in order, as of `now`; who waits is stored, and who waited and is seen is stored no longer: posted.
task<std::vector<noted_event_ptr>> in_causal_order(db::connection& conn, std::vector<noted_event_ptr> arrived,
                                                   timestamp now);

// Those whose leader did not come in time, `most` of them, and fewer where they are about as long as `most_bytes` together;
// the first to occur first. They wait no longer, which is posted.
struct lost_followers
{
    std::vector<noted_event_ptr> events;
    std::int64_t bytes = 0; // about so many
    bool has_more = false;  // such events may be there still
};
task<lost_followers> take_lost_followers(db::connection& conn, timestamp now, std::int64_t most,
                                         std::int64_t most_bytes);

} // namespace praetor::models
