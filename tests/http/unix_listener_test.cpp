// A Unix socket as the place where a server listens, and sockets that somebody else opened.
#include <server/base/error.hpp>
#include <server/http/connection/unix_listener.hpp>

#include <tests/support/handler_server.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>

namespace {

using namespace praetor;
using unix_stream = boost::asio::local::stream_protocol;

// Answers with the scheme, the other end and the host that was asked for.
struct telling_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        http::response made;
        made.body = std::string{rq.scheme} + ' ' + rq.peer + ' ' + std::string{rq.forwarded_host};
        co_return made;
    }
};

std::string ask(std::string const& path)
{
    boost::asio::io_context context;
    unix_stream::socket socket{context};
    socket.connect(unix_stream::endpoint{path});
    boost::asio::write(socket, boost::asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                                                    "X-Forwarded-Proto: https\r\n"
                                                                    "X-Forwarded-Host: flows.example\r\n\r\n"}));
    std::string all;
    boost::system::error_code ended;
    boost::asio::read(socket, boost::asio::dynamic_buffer(all), ended);
    return all;
}

// A socket that listens, and is not closed by this process unless it is told to.
int listening_at(std::string const& path)
{
    boost::asio::io_context context;
    unix_stream::acceptor one{context, unix_stream::endpoint{path}, false};
    return one.release();
}

std::string refusal_of(std::string const& path)
{
    boost::asio::io_context context;
    try {
        http::unix_listener const refused{context.get_executor(), path, 0600};
    }
    catch (error const& thrown) {
        return thrown.text();
    }
    return {};
}

struct fixture
{
    tests::temporary_folder folder;
    std::string path = (folder.path() / "praetor.sock").string();
    telling_handler handler;
    http::server_options options;

    fixture() { options.host = "unix:" + path; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(unix_listeners, fixture)

BOOST_AUTO_TEST_CASE(a_request_by_a_unix_socket_is_answered_and_its_proxy_is_believed_as_this_machine_is)
{
    std::optional<tests::handler_server> server{std::in_place, handler, options};
    BOOST_TEST(ask(path).ends_with("\r\n\r\nhttps unix flows.example"));
    server.reset();
    BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(who_comes_by_a_unix_socket_is_not_believed_where_this_machine_is_not)
{
    options.proxies = http::trusted_proxies{{"10.0.0.0/8"}};
    tests::handler_server const server{handler, options};
    BOOST_TEST(ask(path).ends_with("\r\n\r\nhttp unix "));
}

BOOST_AUTO_TEST_CASE(the_file_has_the_rights_that_were_asked_for_whatever_the_umask)
{
    auto const before = ::umask(0077);
    options.unix_mode = 0666;
    tests::handler_server const server{handler, options};
    ::umask(before);
    struct stat found = {};
    BOOST_REQUIRE(::lstat(path.c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777U) == 0666U);
}

BOOST_AUTO_TEST_CASE(what_a_server_that_died_left_behind_is_replaced)
{
    ::close(listening_at(path));
    BOOST_REQUIRE(std::filesystem::exists(path));
    tests::handler_server const server{handler, options};
    BOOST_TEST(ask(path).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(where_somebody_listens_nobody_else_does)
{
    tests::handler_server const server{handler, options};
    BOOST_TEST(refusal_of(path) == "unix:" + path + " is in use by another program; choose another path");
    BOOST_TEST(ask(path).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(of_two_that_start_at_once_the_second_is_told_when_it_begins_to_listen)
{
    boost::asio::io_context context;
    http::unix_listener first{context.get_executor(), path, 0600};
    auto socket = first.take();
    socket.listen();
    int const other = listening_at(path); // came first after all
    BOOST_CHECK_THROW(first.publish(), error);
    ::close(other);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_is_left_alone)
{
    folder.write("praetor.sock", "precious");
    BOOST_TEST(refusal_of(path) == "can not listen on unix:" + path + ": there is something else, which is no socket");
    BOOST_TEST(std::filesystem::file_size(path) == 8U);
}

BOOST_AUTO_TEST_CASE(a_path_that_can_not_be_one_is_told_in_one_line)
{
    auto const missing = (folder.path() / "no/praetor.sock").string();
    BOOST_TEST(refusal_of(missing) == "can not listen on unix:" + missing + ": No such file or directory");
    std::string const longest = "/tmp/" + std::string(120, 'x');
    BOOST_TEST(refusal_of(longest) == "can not listen on unix:" + longest + ": the path is too long for a socket");
    BOOST_TEST(refusal_of("") == "unix: names no path to listen on");
}

BOOST_AUTO_TEST_CASE(sockets_that_somebody_else_opened_are_served_instead_of_host_and_port)
{
    options.host = "192.0.2.1"; // of another machine
    options.sockets = {listening_at(path)};
    tests::handler_server const server{handler, options};
    BOOST_TEST(ask(path).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_does_not_listen_is_refused)
{
    options.sockets = {::socket(AF_UNIX, SOCK_STREAM, 0)};
    boost::asio::io_context context;
    http::server server{context.get_executor(), handler, options};
    BOOST_CHECK_EXCEPTION(server.bind(), error, [](error const& thrown) {
        return thrown.code() == errc::bad_setting && thrown.text().ends_with(" is no stream socket that listens");
    });
}

BOOST_AUTO_TEST_SUITE_END()
