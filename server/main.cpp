#include <server/cli/command_line.hpp>
#include <server/services/template_worker_child.hpp>

#include <unistd.h>

#include <vector>

int main(int count, char** arguments)
{
    // Before all else: it is to own nothing that the server owns.
    if (praetor::services::is_template_worker(count, arguments))
        _exit(praetor::services::run_template_worker());
    auto const given = praetor::cli::take_arguments(count, arguments);
    std::vector<char const*> pointers;
    for (auto const& word : given)
        pointers.push_back(word.c_str());
    return praetor::cli::run(count, pointers.data());
}
