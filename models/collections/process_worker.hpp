// The worker that comes with Prefect itself, as it is told where no package of Prefect is installed.
#pragma once

#include <string_view>

namespace praetor::models {

// {"prefect": {"process": …}}: how a work pool of type "process" starts flow runs, and what may be set for it.
std::string_view process_worker_metadata() noexcept;

} // namespace praetor::models
