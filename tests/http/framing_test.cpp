// A request ends where every proxy says it does, or it is refused and its connection closed.
#include <server/http/server.hpp>

#include <tests/support/handler_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace praetor;

struct counting_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        asked.push_back(rq.path + ' ' + rq.body);
        co_return http::response{.body = "\"answered\""};
    }

    std::vector<std::string> asked;
};

struct fixture
{
    counting_handler handler;
    tests::handler_server server{handler};

    std::string exchange(std::string const& bytes) const { return tests::exchange(server.port(), bytes); }
};

bool is_refused_with(std::string const& answers, std::string_view status)
{
    return answers.starts_with("HTTP/1.1 " + std::string{status} + ' ') &&
           answers.find("Connection: close\r\n") != std::string::npos &&
           answers.find("HTTP/1.1 ", 1) == std::string::npos;
}

constexpr std::string_view second = "GET /second HTTP/1.1\r\nHost: x\r\n\r\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(framing, fixture)

BOOST_AUTO_TEST_CASE(a_transfer_coding_other_than_chunked_is_refused_and_what_follows_is_no_request)
{
    struct coding
    {
        std::string lines;
        std::string_view status;
    };
    for (auto const& [lines, status] : std::vector<coding>{{"identity", "400"},
                                                           {"xchunked", "400"},
                                                           {"chunked, identity", "400"},
                                                           {"chunked, chunked", "400"},
                                                           {"chunked;q=1", "400"},
                                                           {"unheard-of, chunked", "400"},
                                                           {"", "400"},
                                                           {"gzip", "400"},
                                                           {"gzip, chunked", "501"},
                                                           {"Deflate , Chunked", "501"},
                                                           {"gzip\r\nTransfer-Encoding: chunked", "501"},
                                                           {"chunked\r\nTransfer-Encoding: identity", "400"},
                                                           {"chunked\r\nTransfer-Encoding: chunked", "400"}})
    {
        auto const answers = exchange("POST /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + lines + "\r\n\r\n" +
                                      std::string{second} + "0\r\n\r\n");
        BOOST_TEST(is_refused_with(answers, status), lines << " gave " << answers);
    }
    BOOST_TEST(handler.asked.empty());
}

BOOST_AUTO_TEST_CASE(chunked_is_read_however_it_is_written)
{
    for (auto const* name : {"chunked", "Chunked", " CHUNKED ", ",chunked"})
        exchange("POST /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + std::string{name} +
                 "\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    BOOST_TEST(handler.asked == std::vector<std::string>(4, "/first abc"), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_transfer_coding_beside_a_length_or_in_http_1_0_is_refused)
{
    BOOST_TEST(is_refused_with(exchange("POST /first HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400"));
    BOOST_TEST(is_refused_with(exchange("POST /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n"
                                        "Content-Length: 3\r\n\r\nabc"),
                               "400"));
    BOOST_TEST(handler.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_request_names_its_host_once)
{
    BOOST_TEST(is_refused_with(exchange("GET / HTTP/1.1\r\n\r\n" + std::string{second}), "400"));
    BOOST_TEST(is_refused_with(exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + std::string{second}), "400"));
    BOOST_TEST(is_refused_with(exchange("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"), "400"));
    BOOST_TEST(handler.asked.empty());
    BOOST_TEST(exchange("GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(http_1_0_hears_no_100_continue)
{
    auto const answers = exchange("POST /first HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    BOOST_TEST(answers.starts_with("HTTP/1.1 200 "), answers);
}

BOOST_AUTO_TEST_CASE(a_chunk_whose_extension_does_not_end_is_refused)
{
    std::string const head = "POST /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    BOOST_TEST(is_refused_with(exchange(head + "2;" + std::string(30'000, 'a')), "400"));
    BOOST_TEST(is_refused_with(exchange(head + "2;" + std::string(5'000, 'a') + "\r\nab\r\n0\r\n\r\n"), "400"));
    BOOST_TEST(handler.asked.empty());
    exchange(head + "2;" + std::string(3'000, 'a') + "\r\nab\r\n0\r\n\r\n");
    BOOST_TEST(handler.asked == std::vector<std::string>{"/first ab"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_head_of_thousands_of_fields_is_refused)
{
    std::string fields;
    for (int i = 0; i < 3'000; ++i)
        fields += "a:b\r\n";
    BOOST_TEST(is_refused_with(exchange("GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"), "431"));
}

BOOST_AUTO_TEST_CASE(a_head_that_comes_in_pieces_is_one_request)
{
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket{context};
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    socket.set_option(boost::asio::ip::tcp::no_delay{true});
    for (std::string_view const piece :
         {"GE", "T /pie", "ces HTTP/1.1\r", "\nHost: x\r\nConnection: close\r\n", "\r", "\n"})
    {
        boost::asio::write(socket, boost::asio::buffer(piece));
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    std::string answer;
    boost::system::error_code ended;
    boost::asio::read(socket, boost::asio::dynamic_buffer(answer), ended);
    BOOST_TEST(answer.starts_with("HTTP/1.1 200 "));
    BOOST_TEST(handler.asked == std::vector<std::string>{"/pieces "}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
