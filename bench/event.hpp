// Events as the SDK emits them, in JSON.
#pragma once

#include <bench/connection.hpp>
#include <bench/options.hpp>
#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace praetor::bench {

// An event's name that no other run of the load generator uses: "bench.<topic>.<uuid>".
std::string event_name(std::string_view topic);

// One event called `name`, about a flow run, that occurs now and has an id of its own, ordered by time like the SDK's.
std::string event_text(std::string_view name);

// The filter that finds the events called `name`.
std::string event_filter(std::string_view name);

// The first message of a subscriber of /events/out that wants the events of these names. Like the SDK's it looks back
// a minute before `since` and a year ahead: without an end of its own the filter ends now, and nothing would come.
std::string subscription_text(std::initializer_list<std::string_view> names, timestamp since);

// How many events called `name` are stored.
task<std::uint64_t> count_events(connection& to, options const& wanted, std::string name);

// Asks until `expected` events called `name` are stored, with pauses of a twentieth of the time that has
// passed, so that asking neither burdens the server nor blurs the figure by more than that. False after
// `response_timeout`.
task<bool> wait_until_stored(connection& to, options const& wanted, std::string name, std::uint64_t expected,
                             std::chrono::seconds response_timeout);

} // namespace praetor::bench
