#include <server/services/child_process.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace praetor::services {
namespace {

void check(int failed, char const* what)
{
    if (failed != 0)
        throw boost::system::system_error{failed, boost::system::system_category(), what};
}

// What posix_spawn(3) is to do between fork and exec.
class spawn_actions
{
public:
    explicit spawn_actions(int socket)
    {
        check(posix_spawn_file_actions_init(&files_), "posix_spawn");
        check(posix_spawn_file_actions_adddup2(&files_, socket, 0), "posix_spawn");
        check(posix_spawn_file_actions_addopen(&files_, 1, "/dev/null", O_WRONLY, 0), "posix_spawn");
        check(posix_spawn_file_actions_adddup2(&files_, 1, 2), "posix_spawn");
        check(posix_spawn_file_actions_addclosefrom_np(&files_, 3), "posix_spawn");
        check(posix_spawnattr_init(&attributes_), "posix_spawn");
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~spawn_actions()
    {
        posix_spawn_file_actions_destroy(&files_);
        posix_spawnattr_destroy(&attributes_);
    }
    spawn_actions(spawn_actions const&) = delete;
    spawn_actions& operator=(spawn_actions const&) = delete;

    pid_t run(char const* program, char* const* arguments, char* const* environment) const
    {
        pid_t child = 0;
        check(posix_spawn(&child, program, &files_, &attributes_, arguments, environment), program);
        return child;
    }

private:
    posix_spawn_file_actions_t files_;
    posix_spawnattr_t attributes_;
};

// mimalloc would take a gibibyte of addresses in advance, which a limit of memory counts.
std::vector<std::string> environment()
{
    std::vector<std::string> made{"MIMALLOC_ARENA_RESERVE=0"};
    if (auto const* libraries = std::getenv("LD_LIBRARY_PATH"); libraries != nullptr)
        made.push_back(std::string{"LD_LIBRARY_PATH="} + libraries);
    return made;
}

pid_t spawn(int socket, std::string program, std::string argument)
{
    auto variables = environment();
    std::array<char*, 3> const arguments{program.data(), argument.data(), nullptr};
    std::vector<char*> environment;
    for (auto& one : variables)
        environment.push_back(one.data());
    environment.push_back(nullptr);
    return spawn_actions{socket}.run(program.c_str(), arguments.data(), environment.data());
}

} // namespace

child_process::child_process(boost::asio::any_io_executor executor, std::string const& program,
                             std::string const& argument)
    : socket_(executor)
{
    std::array<int, 2> ends{};
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0 ? 0 : errno, "socketpair");
    try {
        socket_.assign({}, ends[0]);
        id_ = spawn(ends[1], program, argument);
    }
    catch (...) {
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
}

child_process::~child_process()
{
    kill();
    reap();
}

bool child_process::has_ended() noexcept
{
    char next = 0;
    auto const size = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void child_process::kill() noexcept
{
    if (id_ != 0)
        ::kill(id_, SIGKILL);
}

void child_process::reap() noexcept
{
    if (id_ == 0)
        return;
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
}

task<void> child_process::join()
{
    kill();
    // Linux closes the descriptors of a process after it has given back its memory, which is what takes time. The end
    // is asked for by hand: Asio tells it once, and who reads again waits for ever.
    std::array<char, 16 * 1024> unread;
    for (;;) {
        auto const size = ::recv(socket_.native_handle(), unread.data(), unread.size(), MSG_DONTWAIT);
        if (size > 0 || (size < 0 && errno == EINTR))
            continue;
        if (size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
            break;
        auto [ec] = co_await socket_.async_wait(boost::asio::socket_base::wait_read,
                                                boost::asio::as_tuple(boost::asio::use_awaitable));
        if (ec)
            break;
    }
    reap();
}

} // namespace praetor::services
