// How a target says what it found.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace praetor::fuzz {

[[noreturn]] inline void report(std::string const& what)
{
    std::fprintf(stderr, "finding: %s\n", what.c_str());
    std::abort();
}

} // namespace praetor::fuzz
