// Events of rows that come, change and go: prefect.flow.created, prefect.variable.deleted …
#pragma once

#include <models/events/event.hpp>

#include <string>
#include <string_view>

namespace praetor::models {

struct flow;

// prefect.<kind>.<action> of the resource prefect.<kind>.<id>.
event lifecycle_event(std::string_view kind, std::string_view action, std::string resource_id, std::string name,
                      json_text payload, timestamp occurred);

// `action` is created, updated or deleted; the payload holds name, tags and labels.
event flow_event(std::string_view action, flow const& row, timestamp occurred);

} // namespace praetor::models
