#include <server/cli/command_line.hpp>
#include <server/services/template_worker_child.hpp>

#include <unistd.h>

int main(int count, char** words)
{
    // Before all else: it is to own nothing that the server owns.
    if (praetor::services::is_template_worker(count, words))
        _exit(praetor::services::run_template_worker());
    return praetor::cli::run(count, words);
}
