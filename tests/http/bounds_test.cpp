// What connections may hold, and how long: nobody who is slow or silent keeps others out.
#include <server/http/connection/body_text.hpp>
#include <server/http/server.hpp>

#include <tests/support/handler_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <list>
#include <string>
#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

// Answers /N with N bytes, and anything else with the size of what it was sent.
struct sizing_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        auto const size = std::strtoul(rq.path.c_str() + 1, nullptr, 10);
        http::response made;
        made.body = size > 0 ? std::string(size, 'x') : std::to_string(rq.body.size());
        co_return made;
    }
};

class client
{
public:
    explicit client(unsigned short port, int receive_buffer = 0)
    {
        socket_.open(tcp::v4());
        if (receive_buffer > 0)
            socket_.set_option(boost::asio::socket_base::receive_buffer_size{receive_buffer});
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
        socket_.set_option(tcp::no_delay{true});
    }

    // False where the server has closed.
    bool send(std::string_view bytes)
    {
        boost::system::error_code failed;
        boost::asio::write(socket_, boost::asio::buffer(bytes), failed);
        return !failed;
    }

    // What comes, to the end of the connection.
    std::string receive()
    {
        std::string all;
        boost::system::error_code ended;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(all), ended);
        return all;
    }

    // The same, no more than `size` bytes at a time and with a pause behind each time.
    std::string receive_slowly(std::size_t size, std::chrono::milliseconds pause)
    {
        std::string all;
        std::string piece(size, '\0');
        for (;;) {
            boost::system::error_code ended;
            all.append(piece, 0, boost::asio::read(socket_, boost::asio::buffer(piece), ended));
            if (ended)
                return all;
            std::this_thread::sleep_for(pause);
        }
    }

private:
    boost::asio::io_context context_;
    tcp::socket socket_{context_};
};

std::string post_of(std::size_t size)
{
    return "POST /post HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + std::to_string(size) +
           "\r\n\r\n";
}

bool is_ok(std::string const& answer, std::string const& body)
{
    return answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n" + body);
}

struct fixture
{
    sizing_handler handler;
    http::server_options options;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bounds_of_connections, fixture)

BOOST_AUTO_TEST_CASE(a_body_takes_no_more_memory_than_has_come_of_it)
{
    boost::beast::http::request<http::body_text> message;
    http::body_text::reader reader{message, message.body()};
    boost::system::error_code ec;
    reader.init(std::uint64_t{16'000'000}, ec);
    BOOST_TEST(message.body().capacity() <= 70'000U);
    std::string const piece(100'000, 'x');
    for (std::size_t size = piece.size(); size <= 16'000'000; size += piece.size()) {
        reader.put(boost::asio::buffer(piece), ec);
        BOOST_REQUIRE(message.body().size() == size);
        BOOST_REQUIRE(message.body().capacity() <= 2 * size + 100);
    }
}

BOOST_AUTO_TEST_CASE(bodies_beyond_what_all_may_hold_are_refused_with_503_and_later_ones_are_taken)
{
    options.max_asked = 1'000'000;
    tests::handler_server server{handler, options};
    std::list<client> slow;
    for (int i = 0; i < 3; ++i) {
        auto& one = slow.emplace_back(server.port());
        one.send(post_of(600'000));
        one.send(std::string(250'000, 'x'));
    }
    std::this_thread::sleep_for(1s);
    client last{server.port()};
    last.send(post_of(900'000));
    last.send(std::string(500'000, 'x'));
    auto const refused = last.receive();
    BOOST_TEST(refused.starts_with("HTTP/1.1 503 "), refused);
    BOOST_TEST(refused.find("Retry-After: 1\r\n") != std::string::npos);
    BOOST_TEST(refused.find("Connection: close\r\n") != std::string::npos);
    BOOST_TEST(is_ok(tests::exchange(server.port(), post_of(5) + "12345"), "5"));
    slow.clear();
    std::this_thread::sleep_for(1s);
    client again{server.port()};
    again.send(post_of(900'000));
    again.send(std::string(900'000, 'x'));
    BOOST_TEST(is_ok(again.receive(), "900000"));
}

BOOST_AUTO_TEST_CASE(long_heads_count_as_bodies_do)
{
    options.max_asked = 100'000;
    tests::handler_server server{handler, options};
    std::list<client> slow;
    std::string const head = "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(40'000, 'h');
    for (int i = 0; i < 2; ++i)
        slow.emplace_back(server.port()).send(head);
    std::this_thread::sleep_for(1s);
    client last{server.port()};
    last.send(head);
    BOOST_TEST(last.receive().starts_with("HTTP/1.1 503 "));
    BOOST_TEST(
        is_ok(tests::exchange(server.port(), "GET /7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "xxxxxxx"));
}

BOOST_AUTO_TEST_CASE(answers_beyond_what_all_may_hold_are_refused_with_503)
{
    options.max_answered = 20'000'000;
    tests::handler_server server{handler, options};
    std::string const wanted = "GET /16000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    client silent{server.port(), 65'536};
    silent.send(wanted);
    std::this_thread::sleep_for(1s);
    client second{server.port()};
    second.send(wanted);
    BOOST_TEST(second.receive().starts_with("HTTP/1.1 503 "));
    client small{server.port()};
    small.send("GET /60000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    BOOST_TEST(is_ok(small.receive(), std::string(60'000, 'x')));
}

BOOST_AUTO_TEST_CASE(who_reads_a_long_answer_slowly_and_steadily_gets_all_of_it)
{
    options.body_deadline = 1s;
    tests::handler_server server{handler, options};
    client slow{server.port(), 65'536};
    slow.send("GET /24000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    auto const began = std::chrono::steady_clock::now();
    auto const answer = slow.receive_slowly(256 * 1024, 30ms);
    BOOST_TEST((std::chrono::steady_clock::now() - began > 2s));
    BOOST_TEST(answer.size() > 24'000'000U);
}

BOOST_AUTO_TEST_CASE(who_reads_nothing_of_an_answer_is_cut)
{
    options.body_deadline = 500ms;
    tests::handler_server server{handler, options};
    client silent{server.port(), 65'536};
    silent.send("GET /24000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::this_thread::sleep_for(1500ms);
    BOOST_TEST(silent.receive().size() < 24'000'000U);
}

BOOST_AUTO_TEST_CASE(who_sends_a_long_body_slowly_and_steadily_is_answered)
{
    options.body_deadline = 1s;
    tests::handler_server server{handler, options};
    client slow{server.port()};
    slow.send(post_of(1'600'000));
    for (int i = 0; i < 16; ++i) {
        slow.send(std::string(100'000, 'x'));
        std::this_thread::sleep_for(120ms);
    }
    BOOST_TEST(is_ok(slow.receive(), "1600000"));
}

BOOST_AUTO_TEST_CASE(who_sends_a_body_a_byte_at_a_time_is_cut)
{
    options.body_deadline = 500ms;
    tests::handler_server server{handler, options};
    client slow{server.port()};
    slow.send(post_of(1'000));
    int sent = 0;
    while (sent < 100 && slow.send("x")) {
        std::this_thread::sleep_for(30ms);
        ++sent;
    }
    BOOST_TEST(sent < 60);
}

BOOST_AUTO_TEST_CASE(when_there_are_too_many_connections_those_silent_longest_make_room)
{
    options.max_connections = 20;
    tests::handler_server server{handler, options};
    client busy{server.port()};
    busy.send(post_of(10) + "12345");
    std::list<client> silent;
    for (int i = 0; i < 30; ++i)
        silent.emplace_back(server.port()).send("GET / HTTP/1.1\r\nHo");
    auto const began = std::chrono::steady_clock::now();
    client next{server.port()};
    next.send("GET /7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    BOOST_TEST(is_ok(next.receive(), "xxxxxxx"));
    BOOST_TEST((std::chrono::steady_clock::now() - began < 10s)); // not the deadline of a head
    BOOST_TEST(silent.front().receive() == "");
    busy.send("67890");
    BOOST_TEST(is_ok(busy.receive(), "10"));
}

BOOST_AUTO_TEST_SUITE_END()
