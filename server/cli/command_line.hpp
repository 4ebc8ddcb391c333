// The command line as a whole: praetor server start, version, config view, db.
#pragma once

#include <string>
#include <vector>

namespace praetor::cli {

// A copy of the words that main() gets. `ps` shows those to everyone on the machine: where a URL with a password stands
// among them, the process shows it without from now on. Before there is a second thread.
std::vector<std::string> take_arguments(int count, char** arguments);

// Runs what the words ask for, as main() gets them, and gives the exit status: 0, 1 where it failed or found what it
// was to look for, 2 for words or settings that can not be meant. Prints results to stdout and refusals to stderr;
// throws nothing that a command refuses.
int run(int count, char const* const* arguments);

} // namespace praetor::cli
