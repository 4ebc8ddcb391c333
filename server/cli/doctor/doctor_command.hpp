// praetor doctor
#pragma once

#include <server/cli/command.hpp>

namespace praetor::cli {

// Adds `doctor`: it gives 0 where a server would start and serve, 1 where it would not.
void add_doctor_command(command root);

} // namespace praetor::cli
