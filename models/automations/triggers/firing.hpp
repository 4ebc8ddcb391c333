// One time that a trigger fired, and what firings of its parts make of a compound or sequence trigger. No database and
// no clock.
#pragma once

#include <models/automations/triggers/noted_event.hpp>
#include <models/automations/triggers/trigger.hpp>

#include <server/base/json/codec.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace praetor::models {

struct firing
{
    uuid id;
    trigger const* of = nullptr; // outlives the firing
    timestamp triggered{};
    std::vector<std::pair<std::string, std::string>> labels; // of for_each, with their values
    std::vector<json_text> parts;                            // the firings that made it fire, as JSON
    noted_event_ptr event;                                   // that made it fire, or came last; may be null
};

// As the reference stores and sends it.
json_text to_json(firing const& one);

// A firing of a part of a trigger, which waits for the others.
struct child_firing
{
    uuid child_trigger_id;
    uuid id;
    timestamp fired_at{};
    json_text text;
};

// Which parts of one trigger have fired.
using child_firings = std::vector<child_firing>;

// A part of `parent` has fired: its firing, where that was all it waited for; what it waited with is gone from
// `waiting` then. `id` and `at` are the new firing's.
std::optional<firing> complete(trigger const& parent, child_firings& waiting, firing const& child, uuid id,
                               timestamp at);

} // namespace praetor::models
