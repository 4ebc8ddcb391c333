// How much a socket has brought: exactly for TCP, about for others.
#include <db/dialects/postgresql/received_bytes.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using praetor::db::postgresql::received_bytes;

// Sends and reads so much, so often, with a look before each read; gives what the last look gave.
template <class Socket>
std::size_t pass(Socket& from, Socket& to, received_bytes& counted, std::size_t size, int times)
{
    std::string sent(size, 'x');
    std::size_t seen = 0;
    for (int i = 0; i < times; ++i) {
        boost::asio::write(from, boost::asio::buffer(sent));
        to.wait(Socket::wait_read);
        seen = counted.look(to.native_handle());
        boost::asio::read(to, boost::asio::buffer(sent));
    }
    return seen;
}

} // namespace

BOOST_AUTO_TEST_SUITE(received_bytes_of_sockets)

BOOST_AUTO_TEST_CASE(of_tcp_every_byte_is_counted_but_for_those_of_the_first_looks)
{
    using boost::asio::ip::tcp;
    boost::asio::io_context context;
    tcp::acceptor acceptor{context, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    tcp::socket from{context};
    from.connect(acceptor.local_endpoint());
    auto to = acceptor.accept();
    received_bytes counted;
    BOOST_TEST(pass(from, to, counted, 10'000, 3) == 0U);
    BOOST_TEST(pass(from, to, counted, 10'000, 1) == 0U); // from here on
    auto const seen = pass(from, to, counted, 10'000, 20);
    BOOST_TEST(seen > 190'000U);
    BOOST_TEST(seen <= 200'000U);
    counted.start();
    BOOST_TEST(pass(from, to, counted, 10'000, 3) == 0U);
}

BOOST_AUTO_TEST_CASE(of_other_sockets_what_waits_to_be_read_is)
{
    using boost::asio::local::stream_protocol;
    boost::asio::io_context context;
    stream_protocol::socket from{context}, to{context};
    boost::asio::local::connect_pair(from, to);
    received_bytes counted;
    BOOST_TEST(pass(from, to, counted, 10'000, 3) == 0U);
    BOOST_TEST(pass(from, to, counted, 10'000, 20) == 200'000U);
}

BOOST_AUTO_TEST_SUITE_END()
