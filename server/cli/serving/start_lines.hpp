// What `praetor server start` says beside where it listens.
#pragma once

#include <server/settings/values.hpp>

#include <string>

namespace praetor::cli {

// Lines, each with its end: where the dashboards are, or how to get them; then a warning for each thing that a server
// for others than its owner should not lack: that it asks who a client is, room on its disk, a home that outlives it.
// `root` is the URL of the server itself, "http://127.0.0.1:4200"; empty where it has none. `has_tokens`: it asks who a
// client is though the settings do not say so. Looks at files; throws nothing.
std::string start_lines(settings::values const& config, std::string const& root, bool has_tokens = false);

// The address ("host:port") that clients write: with this machine's name where the server listens on every address.
std::string address_for_clients(std::string const& listens_on);

} // namespace praetor::cli
