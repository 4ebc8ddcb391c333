// praetor completion, praetor commands
#pragma once

#include <server/cli/command.hpp>

namespace praetor::cli {

// Adds `completion bash|zsh|fish` and `commands`, which tell of what `all` gives when they run.
void add_completion_commands(command root, described_command (*all)());

} // namespace praetor::cli
