// The command line as a whole: praetor server start, version, config view, db.
#pragma once

namespace praetor::cli {

// Runs what the words ask for, as main() gets them, and gives the exit status: 0, 1 where it failed or found what it was
// to look for, 2 for words or settings that can not be meant. Prints results to stdout and refusals to stderr; throws
// nothing that a command refuses.
int run(int count, char const* const* words);

} // namespace praetor::cli
