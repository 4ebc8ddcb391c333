// What the server does with bytes on a connection, good ones and bad ones.
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <thread>

namespace {

using namespace praetor;
using tests::test_server;

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

struct served
{
    test_server server{db::dialect::sqlite};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connections, served)

BOOST_AUTO_TEST_CASE(requests_in_one_packet_are_answered_in_order_on_one_connection)
{
    auto const answers = server.exchange("GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
                                         "GET /api/version HTTP/1.1\r\nHost: x\r\n\r\n"
                                         "GET /api/nothing HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const health = answers.find("true");
    auto const version = answers.find("\"0.8.4\"");
    auto const nothing = answers.find("Not Found");
    BOOST_TEST(health < version);
    BOOST_TEST(version < nothing);
    BOOST_TEST(count(answers, "HTTP/1.1 ") == 3U);
}

BOOST_AUTO_TEST_CASE(http_1_0_is_answered_and_closed)
{
    auto const answers = server.exchange("GET /api/health HTTP/1.0\r\n\r\n", std::chrono::seconds{4});
    BOOST_TEST(count(answers, "200 OK") == 1U);
}

BOOST_AUTO_TEST_CASE(a_client_that_expects_100_continue_gets_it_before_its_body)
{
    auto const answers = server.exchange("POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                         "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}");
    BOOST_TEST(answers.starts_with("HTTP/1.1 100 Continue"));
    BOOST_TEST(count(answers, "201 Created") == 1U);
}

BOOST_AUTO_TEST_CASE(a_body_beyond_16_mib_is_413_before_it_is_read)
{
    auto const answers = server.exchange("POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 17000000\r\n\r\n");
    BOOST_TEST(count(answers, "HTTP/1.1 413 ") == 1U);
}

BOOST_AUTO_TEST_CASE(a_head_beyond_64_kib_is_431)
{
    auto const answers =
        server.exchange("GET /api/health HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(70'000, 'a') + "\r\n\r\n");
    BOOST_TEST(count(answers, "HTTP/1.1 431 ") == 1U);
}

BOOST_AUTO_TEST_CASE(content_length_beside_transfer_encoding_is_refused)
{
    auto const answers = server.exchange("POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\n\r\n");
    BOOST_TEST(count(answers, "HTTP/1.1 400 ") == 1U);
    BOOST_TEST(count(answers, "true") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_refused_and_closed)
{
    for (std::string const bytes :
         {"hello there\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"})
        BOOST_TEST(count(server.exchange(bytes), "HTTP/1.1 400 ") == 1U);
    BOOST_TEST(server.get("/health").status == 200);
}

BOOST_AUTO_TEST_CASE(a_chunked_body_is_read)
{
    auto const answers =
        server.exchange("POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"name\":\r\n4\r\n\"x\"}\r\n0\r\n\r\n");
    BOOST_TEST(count(answers, "201 Created") == 1U);
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_in_the_middle_of_its_body_harms_nobody)
{
    {
        boost::asio::io_context context;
        boost::asio::ip::tcp::socket socket{context};
        socket.connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
        boost::asio::write(socket, boost::asio::buffer(std::string_view{
                                       "POST /api/flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"na"}));
    }
    BOOST_TEST(server.get("/health").status == 200);
}

BOOST_AUTO_TEST_CASE(head_is_refused_as_the_reference_refuses_it)
{
    BOOST_TEST(server.ask("HEAD", "/health").status == 405);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(connection_limits)

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_after_the_keep_alive_time)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", "1"}}};
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket{context};
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    boost::asio::write(socket, boost::asio::buffer(std::string_view{"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"}));
    std::string all;
    boost::system::error_code ended;
    std::array<char, 1024> chunk{};
    while (!ended)
        all.append(chunk.data(), socket.read_some(boost::asio::buffer(chunk), ended));
    BOOST_TEST((ended == boost::asio::error::eof));
    BOOST_TEST(all.find("true") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
