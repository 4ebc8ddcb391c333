#include <server/app/workers/worker_process.hpp>

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace praetor::app {
namespace {

constexpr int first_passed = 3;

[[noreturn]] void throw_errno(char const* what)
{
    throw boost::system::system_error{errno, boost::system::system_category(), what};
}

int listen_at(std::filesystem::path const& path)
{
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof at.sun_path) {
        errno = ENAMETOOLONG;
        throw_errno("a worker's socket");
    }
    std::memcpy(at.sun_path, path.c_str(), path.native().size());
    int const made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0 || ::bind(made, reinterpret_cast<sockaddr const*>(&at), sizeof at) != 0 ||
        ::listen(made, SOMAXCONN) != 0)
    {
        auto const why = errno;
        ::close(made);
        errno = why;
        throw_errno("a worker's socket");
    }
    return made;
}

// A worker that ended may be followed by one of the same number.
std::string new_name(int number)
{
    auto const now = std::chrono::steady_clock::now().time_since_epoch().count();
    return std::to_string(number) + '.' + std::to_string(now) + ".sock";
}

// They become the descriptors from 3 on, and all others are closed. Those numbers may be taken, by each other too.
bool pass(std::vector<int> sockets)
{
    int const beyond = first_passed + static_cast<int>(sockets.size());
    for (int& one : sockets)
        if (one = ::fcntl(one, F_DUPFD_CLOEXEC, beyond); one < 0)
            return false;
    for (std::size_t i = 0; i < sockets.size(); ++i)
        if (::dup2(sockets[i], first_passed + static_cast<int>(i)) < 0)
            return false;
    ::closefrom(beyond);
    return true;
}

void set(char const* name, std::string const& value)
{
    ::setenv(name, value.c_str(), 1);
}

// In the new process, whose parent has one thread.
[[noreturn]] void become(worker_command const& command, std::string const& names, std::vector<int> sockets,
                         pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) // it ended before
        ::_exit(0);
    set("LISTEN_PID", std::to_string(::getpid()));
    set("LISTEN_FDS", std::to_string(sockets.size()));
    set("LISTEN_FDNAMES", names);
    set("NOTIFY_SOCKET", command.notify_path);
    set("WATCHDOG_USEC", std::to_string(command.watchdog.count()));
    set("WATCHDOG_PID", std::to_string(::getpid()));
    std::vector<char*> arguments;
    for (auto const& one : command.arguments)
        arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    if (pass(std::move(sockets)))
        ::execv(command.program.c_str(), arguments.data());
    ::_exit(127);
}

} // namespace

worker_process::worker_process(worker_command const& command, int number, unsigned generation, std::size_t slot)
    : number_(number), generation_(generation), slot_(slot), reports_(command.folder / new_name(number))
{
    auto sockets = command.sockets;
    auto const names =
        std::string(sockets.size(), ':') + "connections-" + std::to_string(slot) + ":worker-" + std::to_string(number);
    sockets.push_back(command.counts);
    sockets.push_back(listen_at(reports_));
    int const own = sockets.back();
    auto const parent = ::getpid();
    id_ = ::fork();
    if (id_ == 0)
        become(command, names, std::move(sockets), parent);
    auto const why = errno;
    ::close(own);
    if (id_ > 0)
        return;
    std::error_code ignored;
    std::filesystem::remove(reports_, ignored);
    errno = why;
    throw_errno("fork");
}

worker_process::~worker_process()
{
    if (!end()) {
        kill();
        while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    std::error_code ignored;
    std::filesystem::remove(reports_, ignored);
}

std::optional<int> worker_process::end() noexcept
{
    int status = 0;
    if (!ended_ && ::waitpid(id_, &status, WNOHANG) == id_)
        ended_ = status;
    return ended_;
}

void worker_process::ask_to_end() noexcept
{
    if (asked_ || end())
        return;
    asked_ = std::chrono::steady_clock::now();
    ::kill(id_, SIGTERM);
}

void worker_process::kill() noexcept
{
    if (!end())
        ::kill(id_, SIGKILL);
}

} // namespace praetor::app
