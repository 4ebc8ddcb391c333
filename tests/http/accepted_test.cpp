// What clients accept, by weights.
#include <server/http/accepted.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using praetor::http::coding_weight;
using praetor::http::wants_page;

} // namespace

BOOST_AUTO_TEST_SUITE(accepted)

BOOST_AUTO_TEST_CASE(a_coding_has_the_weight_that_the_header_gives_it)
{
    BOOST_TEST(coding_weight("gzip, br;q=0.5, *;q=0.1", "gzip") == 1);
    BOOST_TEST(coding_weight("gzip, br;q=0.5, *;q=0.1", "br") == 0.5);
    BOOST_TEST(coding_weight("gzip, br; q=0.5 , *;q=0.1", "zstd") == 0.1);
    BOOST_TEST(coding_weight("GZip;Q=0.3", "gzip") == 0.3);
}

BOOST_AUTO_TEST_CASE(what_has_weight_0_or_is_not_named_is_not_accepted)
{
    BOOST_TEST(coding_weight("gzip;q=0", "gzip") == 0);
    BOOST_TEST(coding_weight("gzip;q=0, *", "gzip") == 0);
    BOOST_TEST(coding_weight("br", "gzip") == 0);
    BOOST_TEST(coding_weight("", "gzip") == 0);
    BOOST_TEST(coding_weight("x-gzipped", "gzip") == 0);
}

BOOST_AUTO_TEST_CASE(no_coding_at_all_is_accepted_unless_it_is_ruled_out)
{
    BOOST_TEST(coding_weight("gzip", "identity") == 1);
    BOOST_TEST(coding_weight("gzip, identity;q=0", "identity") == 0);
    BOOST_TEST(coding_weight("gzip, *;q=0", "identity") == 0);
}

BOOST_AUTO_TEST_CASE(a_browser_that_goes_to_a_page_asks_for_html)
{
    BOOST_TEST(wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
    BOOST_TEST(wants_page("application/xhtml+xml"));
    BOOST_TEST(!wants_page("*/*"));
    BOOST_TEST(!wants_page("text/html;q=0"));
    BOOST_TEST(!wants_page("application/json"));
    BOOST_TEST(!wants_page(""));
}

BOOST_AUTO_TEST_SUITE_END()
