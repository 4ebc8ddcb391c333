#include <server/cli/confirmation.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <unistd.h>

namespace praetor::cli {

bool confirmed(std::string_view warning, std::string_view question)
{
    fmt::print(stderr, "{}", warning);
    if (isatty(STDIN_FILENO) == 0) {
        fmt::print(stderr, "praetor: nothing was changed; --yes says that this is wanted\n");
        return false;
    }
    fmt::print(stderr, "{} [y/N] ", question);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

} // namespace praetor::cli
