// Deleting events that are old enough, few at a time: each call is a transaction of its own, so that no statement takes
// long and nobody waits for it.
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace praetor::models {

// What a call deletes.
struct old_events
{
    std::optional<std::string> event; // of this name alone
    timestamp before{};               // that occurred before
    timestamp from = min_timestamp;   // and not before this: nothing older is there, as far as the caller knows
    std::int64_t max_rows = 0;
};

// What a call has deleted.
struct deleted_events
{
    std::int64_t count = 0;
    timestamp last{}; // when the last of them occurred: go on from there. Where none was, that is `from`
};

// The oldest that nobody else is deleting, with their resources.
task<deleted_events> delete_old_events(db::connection& conn, old_events wanted);

// Resources of old events that are gone already; `event` is not looked at.
task<deleted_events> delete_old_event_resources(db::connection& conn, old_events wanted);

// How many events there are to delete, counted up to `wanted.most`.
task<std::int64_t> count_old_events(db::connection& conn, old_events wanted);

} // namespace praetor::models
