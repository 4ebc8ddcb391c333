#include <server/app/passed_sockets.hpp>

#include <server/app/supervisor_variables.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace praetor::app {

std::vector<int> take_passed_sockets(int first)
{
    constexpr int most = 1'024; // a number beyond is a mistake
    bool const is_meant = take_number("LISTEN_PID") == ::getpid();
    auto const count = take_number("LISTEN_FDS").value_or(0);
    take_variable("LISTEN_FDNAMES");
    std::vector<int> all;
    if (!is_meant || count > most)
        return all;
    for (int descriptor = first; descriptor < first + count; ++descriptor) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        all.push_back(descriptor);
    }
    return all;
}

} // namespace praetor::app
