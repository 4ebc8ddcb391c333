// praetor as a shell calls it: a process of its own that runs the command line to its end.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace praetor::tests {

struct command_outcome
{
    int status = 0; // as a shell sees it: 128 and more for a signal
    std::string out, err;
};

// Runs `praetor words…` with no setting but those of `environment`, in an empty folder as its home and working
// directory, with nobody at the terminal. Killed after two minutes. `first` is done in the new process, in that folder,
// before.
command_outcome run_praetor(std::vector<std::string> const& words,
                            std::map<std::string, std::string> const& environment = {}, void (*first)() = nullptr);

} // namespace praetor::tests
