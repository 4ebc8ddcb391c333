// How long events of some kinds are kept: PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES.
#pragma once

#include <server/settings/value_text.hpp>

#include <map>
#include <string>
#include <string_view>

namespace praetor::settings {

// By the events' name.
using event_retentions = std::map<std::string, time_span>;

// {"prefect.flow-run.heartbeat": "P7D"}: texts that a span may have, or numbers of seconds; each above 0.
parsed parse(std::string_view text, event_retentions& value);
std::string text_of(event_retentions const& value);
constexpr kind kind_of(event_retentions const*)
{
    return kind::text;
}

} // namespace praetor::settings
