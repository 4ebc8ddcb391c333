#include <server/cli/completion/scripts.hpp>

#include <fmt/format.h>

namespace praetor::cli {
namespace {

// What may come next, with a space between: commands, options of this one, and --help.
std::string next_words(described_command const& at)
{
    std::string words;
    for (auto const& below : at.below)
        words += below.name + ' ';
    for (auto const& option : at.options)
        if (!option.is_positional())
            for (auto const& name : option.names)
                words += name + ' ';
    return words + "--help";
}

} // namespace

std::string bash_completion(described_command const& root)
{
    std::string known;
    std::string cases;
    for (auto const& [words, one] : by_words(root)) {
        known += (known.empty() ? "" : " | ") + quoted_for_shell(words);
        cases += fmt::format("    {}) words={} ;;\n", quoted_for_shell(words), quoted_for_shell(next_words(*one)));
    }
    return fmt::format(R"(# bash completion for praetor: `praetor completion bash` wrote it.
_praetor() {{
  local at=praetor word words
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$at $word" in
    {}) at="$at $word" ;;
    esac
  done
  case $at in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o default -F _praetor praetor
)",
                       known, cases);
}

} // namespace praetor::cli
