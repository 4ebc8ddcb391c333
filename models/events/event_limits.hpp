// How large an event may be, and how an event from outside is read within these limits.
#pragma once

#include <models/events/event.hpp>

#include <cstddef>

namespace praetor::models {

// PREFECT_SERVER_EVENTS_MAXIMUM_…
struct event_limits
{
    std::size_t size_bytes = 1'500'000;
    std::size_t related_resources = 100;
    std::size_t labels_per_resource = 500;
    std::size_t event_name_length = 1024; // code points
};

// Reads an event as a client sends it; `received` is left alone, and `size_bytes` is the caller's to hold against its
// text. False, with problems, where it breaks a rule.
bool read_event(event& out, boost::json::value const& from, event_limits const& limits, json::problems& found);

} // namespace praetor::models
