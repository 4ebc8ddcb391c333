#include <server/cli/completion/scripts.hpp>

#include <fmt/format.h>

namespace praetor::cli {
namespace {

// fish knows two escapes within single quotes.
std::string quoted(std::string const& text)
{
    std::string made{'\''};
    for (char const c : text)
        made += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return made + '\'';
}

std::string line_of(std::string const& at, described_option const& option)
{
    std::string line = fmt::format("complete -c praetor -n \"__praetor_is_at {}\"", quoted(at));
    for (auto const& name : option.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return line + (option.takes_value ? " -r" : "") + " -d " + quoted(option.help) + '\n';
}

} // namespace

std::string fish_completion(described_command const& root)
{
    std::string known;
    std::string lines;
    for (auto const& [at, one] : by_words(root)) {
        known += ' ' + quoted(at);
        for (auto const& below : one->below)
            lines += fmt::format("complete -c praetor -f -n \"__praetor_is_at {}\" -a {} -d {}\n", quoted(at),
                                 quoted(below.name), quoted(below.help));
        for (auto const& option : one->options)
            if (!option.is_positional())
                lines += line_of(at, option);
    }
    return fmt::format(R"(# fish completion for praetor: `praetor completion fish` wrote it.
function __praetor_is_at
    set -l at praetor
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        if contains -- "$at $word"{}
            set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
{}complete -c praetor -l help -d 'Print what it does, and its options'
)",
                       known, lines);
}

} // namespace praetor::cli
