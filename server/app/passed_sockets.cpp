#include <server/app/passed_sockets.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace praetor::app {
namespace {

// A number above 0; 0 for what is none.
int number_of(char const* name)
{
    auto const* const text = std::getenv(name);
    if (text == nullptr)
        return 0;
    int number = 0;
    auto const* const end = text + std::strlen(text);
    auto const [stop, failed] = std::from_chars(text, end, number);
    return failed == std::errc{} && stop == end && number > 0 ? number : 0;
}

} // namespace

std::vector<int> take_passed_sockets(int first)
{
    constexpr int most = 1'024; // a number beyond is a mistake
    bool const is_meant = number_of("LISTEN_PID") == ::getpid();
    int const count = number_of("LISTEN_FDS");
    for (auto const* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);
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
