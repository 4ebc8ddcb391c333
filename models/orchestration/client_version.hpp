// What the release of a client knows of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// The release that a client's User-Agent names: "3.8.4" of "prefect/3.8.4 (API 0.8.4)".
std::optional<std::string> client_version_of(std::string_view user_agent);

// Whether a client keeps the lease on its deployment's slot alive: from 3.4.11 on. None is older.
bool renews_leases(std::optional<std::string> const& version);

// Whether it reads the block of results that a work pool names: after 3.3.7. Who says no release reads everything.
bool knows_result_storage(std::optional<std::string> const& version);

// Whether its workers count the slots of deployments themselves: 3.0.0 to 3.0.3.
bool counts_slots_itself(std::optional<std::string> const& version);

} // namespace praetor::models
