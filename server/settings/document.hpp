// The settings as one JSON document, as the reference tells them to administrators.
#pragma once

#include <server/settings/values.hpp>

#include <string>

namespace praetor::settings {

// {"home": …, "server": {"api": {"port": 4200, …}, …}, …}: every setting that the reference's server knows too. Secrets
// are stars, spans of time ISO 8601.
std::string to_document(values const& config);

} // namespace praetor::settings
