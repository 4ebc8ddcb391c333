// A host with several addresses is listened on at each of them.
#include <server/base/error.hpp>
#include <server/http/connection/acceptors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <vector>

namespace {

using namespace praetor;
using boost::asio::ip::tcp;

tcp::endpoint at(char const* address, unsigned short port = 0)
{
    return {boost::asio::ip::make_address(address), port};
}

struct fixture
{
    boost::asio::io_context context;
    boost::system::error_code refused;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(acceptors, fixture)

BOOST_AUTO_TEST_CASE(each_address_of_this_machine_gets_the_same_port)
{
    auto all = http::take_port(context.get_executor(), {at("127.0.0.1"), at("127.0.0.2")}, refused);
    BOOST_REQUIRE(all.size() == 2U);
    auto const port = all.front().local_endpoint().port();
    BOOST_TEST(port != 0);
    for (auto& one : all) {
        auto const at = one.local_endpoint();
        http::stream_acceptor on{std::move(one)};
        http::listen(on, "localhost");
        BOOST_TEST(http::port_of(on.local_endpoint()) == port);
        BOOST_TEST(http::text_of(on.local_endpoint()) == at.address().to_string() + ':' + std::to_string(port));
        tcp::socket client{context};
        BOOST_CHECK_NO_THROW(client.connect(at));
    }
}

BOOST_AUTO_TEST_CASE(an_address_of_another_machine_is_passed_over_where_another_can_be_had)
{
    auto const some = http::take_port(context.get_executor(), {at("192.0.2.1"), at("127.0.0.1")}, refused);
    BOOST_REQUIRE(some.size() == 1U);
    BOOST_TEST(!refused);
    BOOST_TEST(some.front().local_endpoint().address().to_string() == "127.0.0.1");
    auto const none = http::take_port(context.get_executor(), {at("192.0.2.1"), at("198.51.100.7")}, refused);
    BOOST_TEST(none.empty());
    BOOST_TEST(refused.failed());
}

BOOST_AUTO_TEST_CASE(a_port_that_is_in_use_on_one_address_is_refused_on_all)
{
    tcp::acceptor const other{context, at("127.0.0.2")};
    auto const port = other.local_endpoint().port();
    auto const all = http::take_port(context.get_executor(), {at("127.0.0.1", port), at("127.0.0.2", port)}, refused);
    BOOST_TEST(all.empty());
    BOOST_TEST((refused == boost::asio::error::address_in_use));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_no_host_is_told_in_one_line)
{
    BOOST_CHECK_EXCEPTION(
        http::take_port_of(context.get_executor(), "no.such.host.invalid", 4200), error,
        [](error const& thrown) { return thrown.text().starts_with("can not listen on no.such.host.invalid:4200: "); });
}

BOOST_AUTO_TEST_SUITE_END()
