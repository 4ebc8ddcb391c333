// Servers that want to be told what others on the same database store, for the subscribers they have. What is stored is
// put into a queue for each of them, in the transaction that stores it (decision 0025).
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

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

// How a server is listed. Each is, while it runs, by its own id (db::connection::server()), for which nothing is queued
// that it stores itself. One whose subscribers hear its own in their order among those of others listens by another id,
// for which all that is stored is queued.
struct stream_listener
{
    uuid ordered; // the other id
    bool is_ordered = false;

    // The id that it listens by.
    uuid id(db::connection const& conn) const noexcept { return is_ordered ? ordered : conn.server(); }
};

// Lists this server until `expires`, and has it listen for `what` as `listener` says; what waits for the other of its
// ids waits for that one from now on. What is stored by transactions that have not ended when this one commits is
// queued for it. error{errc::timeout} where one of those takes too long.
task<void> listen_to_streams(db::connection& conn, stream_listener listener, stream_interest what, timestamp expires);

// It goes on until then. False where it was taken for dead and is listed no more: something may have been missed.
task<bool> renew_stream_listener(db::connection& conn, stream_listener listener, timestamp expires);

// Whether another server is listed that has renewed by `when`.
task<bool> are_others_listed(db::connection& conn, stream_listener listener, timestamp when);

// It is listed no more.
task<void> leave_streams(db::connection& conn, stream_listener listener);

// Forgets servers that have not renewed by `when`, what waits for them, and what was deleted before it was told.
task<void> forget_dead_listeners(db::connection& conn, timestamp when);

// Whether what this server stores is queued for anybody, itself or others; so it stays until the transaction ends.
task<bool> are_events_streamed(db::connection& conn);

// What follows "WITH stored AS (INSERT … RETURNING id)": puts what was stored into the queues of all that want it. Ends
// where the id of this server has to stand.
std::string queue_stored_events();
std::string queue_stored_logs();

} // namespace praetor::models
