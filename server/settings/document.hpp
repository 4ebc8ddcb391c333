// The settings as one JSON document, as the reference tells them to administrators.
#pragma once

#include <server/settings/sources.hpp>

#include <string>

namespace praetor::settings {

// {"home": …, "server": {"api": {"port": 4200, …}, …}, …}: every setting that the reference knows too and the server
// reads. Secrets are stars, spans of time ISO 8601.
std::string to_document(values const& config);

// "P1DT2H3M4.5S", as pydantic writes a span of seconds.
std::string iso_duration(double seconds);

} // namespace praetor::settings
