// An event as buckets, firings and actions keep it.
#pragma once

#include <models/automations/triggers/cascade.hpp>
#include <models/events/event.hpp>

#include <server/base/json/codec.hpp>

#include <memory>
#include <utility>

namespace praetor::models {

// With its JSON, which is stored again and again.
struct noted_event
{
    event what;
    json_text text;
    firings_left left = {};
};

// Shared, never changed.
using noted_event_ptr = std::shared_ptr<noted_event const>;

noted_event_ptr note(event what);
// Stored as JSON, by either server. error{errc::database} where it is no event.
noted_event_ptr note_stored(json_text stored, firings_left left = {});

// The event, or null.
json_text text_of(noted_event_ptr const& one);

} // namespace praetor::models
