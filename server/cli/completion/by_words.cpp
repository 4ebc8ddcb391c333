#include <server/cli/completion/scripts.hpp>

namespace praetor::cli {
namespace {

using named_commands = std::vector<std::pair<std::string, described_command const*>>;

void add(named_commands& all, std::string const& words, described_command const& one)
{
    all.emplace_back(words, &one);
    for (auto const& below : one.below)
        add(all, words + ' ' + below.name, below);
}

} // namespace

named_commands by_words(described_command const& root)
{
    named_commands all;
    add(all, root.name, root);
    return all;
}

std::string quoted_for_shell(std::string const& text)
{
    std::string made{'\''};
    for (char const c : text)
        made += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return made + '\'';
}

} // namespace praetor::cli
