// Names for runs that bring none.
#pragma once

#include <string>

namespace praetor::models {

// An adjective and an animal: "amber-heron". Not unique.
std::string random_run_name();

} // namespace praetor::models
