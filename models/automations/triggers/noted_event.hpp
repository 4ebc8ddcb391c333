// An event as buckets, firings and actions keep it.
#pragma once

#include <models/events/event.hpp>

#include <server/base/json/codec.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace praetor::models {

// With its JSON, which is stored again and again.
struct noted_event
{
    event what;
    json_text text;
    std::optional<std::int64_t> firings_left; // nothing: no firing led to it (cascade.hpp)
};

// Shared, never changed.
using noted_event_ptr = std::shared_ptr<noted_event const>;

// One that no firing led to.
noted_event_ptr note(event what);
// Stored as JSON, by either server. error{errc::database} where it is no event.
noted_event_ptr note_stored(json_text stored, std::optional<std::int64_t> firings_left = {});

// The event, or null.
json_text text_of(noted_event_ptr const& one);

} // namespace praetor::models
