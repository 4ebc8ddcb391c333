#include <server/app/passed_sockets.hpp>

#include <server/app/supervisor_variables.hpp>

#include <server/base/text/split.hpp>

#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace praetor::app {
std::vector<passed_socket> take_passed_sockets(int first)
{
    constexpr int max_count = 1'024; // a number beyond is a mistake
    bool const is_meant = take_number("LISTEN_PID") == ::getpid();
    auto const count = take_number("LISTEN_FDS").value_or(0);
    auto const names = take_variable("LISTEN_FDNAMES");
    std::vector<passed_socket> all;
    if (!is_meant || count > max_count)
        return all;
    std::string_view left = names;
    for (int descriptor = first; descriptor < first + count; ++descriptor) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        all.push_back({descriptor, std::string{next_item(left, ':')}});
    }
    return all;
}

} // namespace praetor::app
