// Variables of the environment by which a service manager (systemd) speaks to one process: each is read once and unset,
// so that children are not spoken to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace praetor::app {

// Empty where there is none. Both at start, before there are other threads.
std::string take_variable(char const* name);

// Nothing where there is none, or it is no whole number.
std::optional<std::int64_t> take_number(char const* name);

} // namespace praetor::app
