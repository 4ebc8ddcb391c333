// How a command that can not do its work ends.
#pragma once

#include <exception>

namespace praetor::cli {

// Prints "praetor: " and the exception's words, one line, to standard error. Gives the exit status: 2 for a setting or
// a word on the command line (errc::bad_setting), 1 for all else.
int report_failure(std::exception_ptr const& failed);

} // namespace praetor::cli
