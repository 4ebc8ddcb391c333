// What whoever starts the server should know of the settings.
#pragma once

#include <server/settings/values.hpp>

#include <string>
#include <vector>

namespace praetor::settings {

// Lines for the log, empty where all is well: which settings somebody gave that have no effect in praetor, and which
// names are probably misspelled. What only the SDK reads is no matter of the server's.
std::vector<std::string> notices(values const& all);

} // namespace praetor::settings
