#include <server/cli/completion/scripts.hpp>

#include <fmt/format.h>

#include <string_view>

namespace praetor::cli {
namespace {

// 'word:what it does', as _describe reads it.
std::string described_word(std::string const& word, std::string const& help)
{
    std::string text;
    for (char const c : word)
        text += c == ':' ? std::string{"\\:"} : std::string{c};
    return quoted_for_shell(text + ':' + help);
}

std::string next_words(described_command const& at)
{
    std::string words;
    for (auto const& below : at.below)
        words += described_word(below.name, below.help) + ' ';
    for (auto const& option : at.options)
        if (!option.is_positional())
            for (auto const& name : option.names)
                words += described_word(name, option.help) + ' ';
    return words + described_word("--help", "Print what it does, and its options");
}

} // namespace

std::string zsh_completion(described_command const& root)
{
    std::string known;
    std::string cases;
    for (auto const& [words, one] : by_words(root)) {
        known += (known.empty() ? "" : " | ") + quoted_for_shell(words);
        cases += fmt::format("    {}) next=({}) ;;\n", quoted_for_shell(words), next_words(*one));
    }
    return fmt::format(R"(#compdef praetor
# zsh completion for praetor: `praetor completion zsh` wrote it.
_praetor() {{
  local at=praetor word
  local -a next
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    case "$at $word" in
    ({}) at="$at $word" ;;
    esac
  done
  case $at in
{}  esac
  _describe -o praetor next || _files
}}
if [ "$funcstack[1]" = _praetor ]; then _praetor "$@"; else compdef _praetor praetor; fi
)",
                       known, cases);
}

} // namespace praetor::cli
