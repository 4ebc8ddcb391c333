#include <server/cli/completion/scripts.hpp>
#include <server/cli/reference/command_reference.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace praetor::cli {
namespace {

// In a cell of a table.
std::string cell(std::string const& text)
{
    std::string made;
    for (char const c : text)
        made += c == '|' ? std::string{"\\|"} : std::string{c};
    return made;
}

std::string usage_of(std::string const& words, described_command const& one)
{
    std::string line = words;
    bool has_options = false;
    for (auto const& option : one.options) {
        if (option.is_positional())
            line += option.is_required ? ' ' + option.names.front() : " [" + option.names.front() + ']';
        has_options = has_options || !option.is_positional();
    }
    return line + (has_options ? " [options]" : "");
}

} // namespace

std::string command_reference(described_command const& root)
{
    std::string text =
        "# Commands\n\nWhat `praetor COMMAND --help` says, in one page; `praetor commands` writes it. Each command "
        "that works "
        "on a database or a server\nreads the settings first ([settings](settings.md)); 0 is its exit status where all "
        "went well, 2 where words or settings\ncan not be meant, 1 for all else.\n";
    for (auto const& [words, one] : by_words(root)) {
        if (!one->below.empty() && one->options.empty())
            continue;
        text += fmt::format("\n## {}\n\n{}.\n", usage_of(words, *one), one->help);
        if (one->options.empty())
            continue;
        text += "\n| | |\n|---|---|\n";
        for (auto const& option : one->options)
            text += fmt::format("| `{}` | {} |\n", fmt::join(option.names, "`, `"), cell(option.help));
    }
    return text;
}

} // namespace praetor::cli
