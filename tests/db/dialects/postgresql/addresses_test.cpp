#include <db/dialects/postgresql/addresses.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using keywords = std::map<std::string, std::string>;

keywords completed(keywords given)
{
    boost::asio::io_context context;
    tests::await(context, db::postgresql::add_addresses(given));
    return given;
}

} // namespace

BOOST_AUTO_TEST_SUITE(postgres_addresses)

BOOST_AUTO_TEST_CASE(a_name_gets_each_of_its_addresses_beside_host_and_port)
{
    auto const found = completed({{"host", "localhost"}, {"port", "6000"}});
    auto const& addresses = found.at("hostaddr");
    BOOST_TEST(addresses.find("127.0.0.1") != std::string::npos);
    auto const many = std::count(addresses.begin(), addresses.end(), ',');
    BOOST_TEST(std::count(found.at("host").begin(), found.at("host").end(), ',') == many);
    BOOST_TEST(std::count(found.at("port").begin(), found.at("port").end(), ',') == many);
    BOOST_TEST(found.at("host").starts_with("localhost"));
}

BOOST_AUTO_TEST_CASE(addresses_folders_and_given_lists_stay_as_they_are)
{
    for (keywords const& given :
         {keywords{{"host", "127.0.0.1"}}, keywords{{"host", "::1,10.0.0.1"}, {"port", "1,2"}},
          keywords{{"host", "/var/run/postgresql"}}, keywords{{"host", "db"}, {"hostaddr", "10.0.0.1"}}, keywords{}})
        BOOST_TEST((completed(given) == given));
}

BOOST_AUTO_TEST_CASE(a_name_among_several_that_has_no_address_is_left_out)
{
    auto const found = completed({{"host", "nowhere.invalid,127.0.0.1"}, {"port", "1,2"}});
    BOOST_TEST(found.at("host") == "127.0.0.1");
    BOOST_TEST(found.at("port") == "2");
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address_is_told_by_its_name)
{
    BOOST_CHECK_EXCEPTION(completed({{"host", "nowhere.invalid"}}), error, [](error const& thrown) {
        return thrown.code() == errc::unavailable &&
               std::string{thrown.what()}.find("nowhere.invalid") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
