// Every command in one document.
#pragma once

#include <server/cli/command.hpp>

#include <string>

namespace praetor::cli {

// docs/commands.md: Markdown, a section a command with its options, in the order of --help.
std::string command_reference(described_command const& root);

} // namespace praetor::cli
