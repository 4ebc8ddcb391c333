#include <server/cli/completion/completion_commands.hpp>
#include <server/cli/completion/scripts.hpp>
#include <server/cli/reference/command_reference.hpp>

#include <fmt/format.h>

namespace praetor::cli {

void add_completion_commands(command root, described_command (*all)())
{
    using writer = std::string (*)(described_command const&);
    auto const add = [all](command to, std::string const& name, std::string const& help, writer write) {
        to.add(name, help).runs([all, write] {
            fmt::print("{}", write(all()));
            return 0;
        });
    };
    auto const completion = root.add("completion", "Print a script that completes commands and options in a shell");
    add(completion, "bash", "For bash: source <(praetor completion bash)", bash_completion);
    add(completion, "zsh", "For zsh: source <(praetor completion zsh)", zsh_completion);
    add(completion, "fish", "For fish: praetor completion fish | source", fish_completion);
    add(root, "commands", "Print every command with its options, as Markdown", command_reference);
}

} // namespace praetor::cli
