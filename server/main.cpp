#include <server/cli/command_line.hpp>

int main(int count, char** words)
{
    return praetor::cli::run(count, words);
}
