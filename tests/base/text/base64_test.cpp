#include <server/base/text/base64.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(base64)

// RFC 4648, section 10.
BOOST_AUTO_TEST_CASE(the_vectors_of_the_standard_hold_both_ways)
{
    for (auto const& [plain, coded] : {std::pair{"", ""},
                                       {"f", "Zg=="},
                                       {"fo", "Zm8="},
                                       {"foo", "Zm9v"},
                                       {"foob", "Zm9vYg=="},
                                       {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}})
    {
        BOOST_TEST(base64_encoded(plain) == coded);
        BOOST_TEST(base64_decoded(coded).value() == plain);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_base64_is_refused)
{
    BOOST_TEST(!base64_decoded("Zg="));
    BOOST_TEST(!base64_decoded("Z!=="));
}

BOOST_AUTO_TEST_SUITE_END()
