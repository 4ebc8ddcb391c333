// What the service manager is told, and which sockets it hands over.
#include <server/app/passed_sockets.hpp>
#include <server/app/supervisor.hpp>

#include <server/base/deadline.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>

#include <tests/support/changed_environment.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// Hears datagrams at a path, or at an abstract name that begins with "@".
class datagram_socket
{
public:
    explicit datagram_socket(std::string const& address) : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0))
    {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        std::memcpy(at.sun_path, address.data(), address.size());
        if (address.front() == '@')
            at.sun_path[0] = '\0';
        auto const size = offsetof(sockaddr_un, sun_path) + address.size();
        BOOST_REQUIRE(::bind(descriptor_, reinterpret_cast<sockaddr*>(&at), static_cast<socklen_t>(size)) == 0);
    }
    ~datagram_socket() { ::close(descriptor_); }
    datagram_socket(datagram_socket const&) = delete;
    datagram_socket& operator=(datagram_socket const&) = delete;

    std::vector<std::string> heard() const
    {
        std::vector<std::string> all;
        char buffer[4096];
        for (auto size = ::recv(descriptor_, buffer, sizeof buffer, 0); size >= 0;
             size = ::recv(descriptor_, buffer, sizeof buffer, 0))
            all.emplace_back(buffer, static_cast<std::size_t>(size));
        return all;
    }

private:
    int descriptor_;
};

void watch(app::supervisor& watcher, std::chrono::milliseconds span)
{
    boost::asio::io_context context;
    run_until_done(context, race(sleep_for(span), watcher.say_alive()));
}

struct fixture
{
    tests::temporary_folder folder;
    std::string path = (folder.path() / "notify").string();
    datagram_socket hears{path};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(supervisors, fixture)

BOOST_AUTO_TEST_CASE(a_supervisor_hears_of_each_step_of_a_servers_life)
{
    app::supervisor watcher{path, {}};
    watcher.say_ready();
    watcher.say_reloading();
    watcher.say_ready();
    watcher.say_stopping();
    auto const all = hears.heard();
    BOOST_REQUIRE(all.size() == 4U);
    BOOST_TEST(all[0] == "READY=1");
    BOOST_TEST(all[1].starts_with("RELOADING=1\nMONOTONIC_USEC="), all[1]);
    BOOST_TEST(std::stoll(all[1].substr(all[1].rfind('=') + 1)) > 0);
    BOOST_TEST(all[3] == "STOPPING=1");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_in_no_folder_is_spoken_to)
{
    auto const name = "@praetor-test-" + std::to_string(::getpid());
    datagram_socket const other{name};
    app::supervisor watcher{name, {}};
    watcher.say_ready();
    BOOST_TEST((other.heard() == std::vector<std::string>{"READY=1"}));
}

BOOST_AUTO_TEST_CASE(who_watches_hears_twice_within_its_time_that_a_ready_server_lives)
{
    app::supervisor watcher{path, 200ms};
    watcher.say_ready();
    watch(watcher, 550ms);
    auto const all = hears.heard();
    BOOST_TEST(all.size() >= 4U);
    BOOST_TEST(all.back() == "WATCHDOG=1");
}

BOOST_AUTO_TEST_CASE(before_a_server_is_ready_its_start_is_given_more_time_and_no_life_is_claimed)
{
    app::supervisor watcher{path, 100ms};
    watch(watcher, 300ms);
    auto const all = hears.heard();
    BOOST_REQUIRE(!all.empty());
    for (auto const& one : all)
        BOOST_TEST(one == "EXTEND_TIMEOUT_USEC=30000000");
}

BOOST_AUTO_TEST_CASE(where_there_is_no_supervisor_nobody_is_told)
{
    for (std::string const address : {"", "relative", "vsock:2:1234"}) {
        app::supervisor watcher{address, {}};
        BOOST_TEST(!watcher.is_there(), address);
        watcher.say_ready();
    }
    BOOST_TEST(hears.heard().empty());
}

BOOST_AUTO_TEST_CASE(what_the_environment_says_is_taken_out_of_it)
{
    tests::changed_environment const changed{
        {{"NOTIFY_SOCKET", path}, {"WATCHDOG_USEC", "200000"}, {"WATCHDOG_PID", std::to_string(::getpid() + 1)}}};
    auto watcher = app::supervisor::from_environment();
    BOOST_TEST(std::getenv("NOTIFY_SOCKET") == nullptr);
    BOOST_TEST(std::getenv("WATCHDOG_USEC") == nullptr);
    watcher.say_ready();
    watch(watcher, 250ms); // another process is watched
    BOOST_TEST((hears.heard() == std::vector<std::string>{"READY=1"}));
}

BOOST_AUTO_TEST_CASE(sockets_are_taken_where_they_are_meant_for_this_process_and_closed_for_children)
{
    int const first = ::fcntl(STDERR_FILENO, F_DUPFD, 200);
    BOOST_REQUIRE(first >= 200);
    {
        tests::changed_environment const changed{
            {{"LISTEN_PID", std::to_string(::getpid())}, {"LISTEN_FDS", "3"}, {"LISTEN_FDNAMES", "http::other"}}};
        auto const taken = app::take_passed_sockets(first);
        BOOST_REQUIRE(taken.size() == 3);
        BOOST_TEST(taken[0].descriptor == first);
        BOOST_TEST(taken[2].descriptor == first + 2);
        BOOST_TEST(taken[0].name == "http");
        BOOST_TEST(taken[1].name.empty());
        BOOST_TEST(taken[2].name == "other");
        BOOST_TEST(std::getenv("LISTEN_FDS") == nullptr);
        BOOST_TEST((::fcntl(first, F_GETFD) & FD_CLOEXEC) != 0);
        BOOST_TEST(app::take_passed_sockets(first).empty());
    }
    for (auto const& [pid, count] :
         {std::pair{std::to_string(::getpid() + 1), "1"}, std::pair{std::to_string(::getpid()), "none"},
          std::pair{std::to_string(::getpid()), "-1"}})
    {
        tests::changed_environment const changed{{{"LISTEN_PID", pid}, {"LISTEN_FDS", count}}};
        BOOST_TEST(app::take_passed_sockets(first).empty());
    }
    ::close(first);
}

BOOST_AUTO_TEST_SUITE_END()
