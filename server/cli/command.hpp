// One command of the command line: its words, its options and what it does.
#pragma once

#include <server/settings/sources.hpp>
#include <server/settings/values.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace CLI {
class App;
}

namespace praetor::cli {

// What a command does; gives the process's exit status.
using action = std::function<int()>;
using action_with_settings = std::function<int(settings::values const&)>;

enum class presence
{
    optional,
    required
};

// A front of CLI11, whose header costs ten seconds in each file that includes it: only command.cpp does. Small and
// copied freely; valid while parse() declares and parses. What an option is written into must outlive the action. Names
// are as CLI11 reads them: "--yes,-y", or without dashes for a positional argument. Any thread, one at a time.
class command
{
public:
    command(CLI::App& app, action& chosen) : app_{&app}, chosen_{&chosen} {}

    // A command beneath this one, which itself can then no longer stand alone.
    command add(std::string const& name, std::string const& help);

    command& option(std::string const& names, std::string& into, std::string const& help,
                    presence needed = presence::optional);
    // One whose text may be empty: none where it was not given.
    command& option(std::string const& names, std::optional<std::string>& into, std::string const& help);
    // As many words as there are.
    command& option(std::string const& names, std::vector<std::string>& into, std::string const& help);
    command& flag(std::string const& names, bool& into, std::string const& help);
    // One with its opposite, "--ui,!--no-ui": nothing where neither was given.
    command& flag(std::string const& names, std::optional<bool>& into, std::string const& help);
    // A whole number of at least 1.
    command& count(std::string const& names, std::int64_t& into, std::string const& help);
    // A number of seconds, at least 0.
    command& seconds(std::string const& names, double& into, std::string const& help);
    // A positional argument that may begin with a dash where a number follows: a revision or "-1".
    command& revision(std::string& into, std::string const& help);
    // A flag that prints what `text` gives, and ends the program well.
    command& prints(std::string const& names, std::string (*text)(), std::string const& help);
    // The two options or flags can not stand together.
    command& exclude(std::string const& one, std::string const& other);

    // The action of this command. With settings: they are read first, `given` over all other sources; what can not be
    // read is said on stderr and gives 2.
    void runs(action what);
    void runs(action_with_settings what, std::function<settings::overrides()> given = {});

private:
    CLI::App* app_;
    action* chosen_;
};

// What was declared, for whoever tells of it: help, completion, the reference.
struct described_option
{
    std::vector<std::string> names; // "--host", "-y"; of a positional argument its one name, without dashes
    std::string help;
    bool takes_value = false;
    bool is_required = false;

    // Whether it is told by its place alone.
    bool is_positional() const { return !names.front().starts_with('-'); }
};

struct described_command
{
    std::string name;
    std::string help;
    std::vector<described_option> options; // in the order in which they were declared, --help left out
    std::vector<described_command> below;
};

// What `declare` adds to a root command called `praetor`.
described_command describe(std::string const& title, std::function<void(command)> const& declare);

// Lets `declare` add to the root command, then reads the words, as main() gets them. Gives the action of the command
// that they name, or an exit status: 0 where they ask for help, which is printed; 2 where they can not be meant, which
// is said on stderr.
std::variant<action, int> parse(int count, char const* const* arguments, std::string const& title,
                                std::function<void(command)> const& declare);

} // namespace praetor::cli
