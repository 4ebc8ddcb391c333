// Scripts that complete `praetor` in a shell, made of the declared commands.
#pragma once

#include <server/cli/command.hpp>

#include <string>
#include <utility>
#include <vector>

namespace praetor::cli {

// To be sourced (bash), to be `_praetor` in fpath or sourced (zsh), to be sourced or in completions/praetor.fish
// (fish).
std::string bash_completion(described_command const& root);
std::string zsh_completion(described_command const& root);
std::string fish_completion(described_command const& root);

// Every command beneath `root`, itself first, by its words: "praetor db copy".
std::vector<std::pair<std::string, described_command const*>> by_words(described_command const& root);

// As a word in single quotes of bash and zsh, for text within.
std::string quoted_for_shell(std::string const& text);

} // namespace praetor::cli
