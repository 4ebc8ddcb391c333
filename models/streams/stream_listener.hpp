// Servers that want to be told what others on the same database store, for the subscribers they have. What is stored is
// put into a queue for each of them, in the transaction that stores it (decision 0025).
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <db/connection.hpp>

#include <string>

namespace praetor::models {

struct stream_interest
{
    bool events = false;
    bool logs = false;

    bool operator==(stream_interest const&) const = default;
    // Whether all that the other one wants is wanted here.
    bool includes(stream_interest const& other) const noexcept
    {
        return (events || !other.events) && (logs || !other.logs);
    }
};

// This server (db::connection::server()) listens for `what` until `expires`. What is stored by transactions that have
// not ended when this one commits is queued for it. error{errc::timeout} where one of those takes too long.
task<void> listen_to_streams(db::connection& conn, stream_interest what, timestamp expires);

// It goes on until then. False where it was taken for dead and is listed no more: something may have been missed.
task<bool> renew_stream_listener(db::connection& conn, timestamp expires);

// It listens no more.
task<void> leave_streams(db::connection& conn);

// Forgets servers that have not renewed by `when`, what waits for them, and what was deleted before it was told.
task<void> forget_dead_listeners(db::connection& conn, timestamp when);

// Whether other servers want to be told of events; so it stays until the transaction ends.
task<bool> are_events_streamed(db::connection& conn);

// What follows "WITH stored AS (INSERT … RETURNING id)": puts what was stored into the queues of the other servers that
// want it. Ends where the id of this one has to stand.
std::string queue_stored_events();
std::string queue_stored_logs();

} // namespace praetor::models
