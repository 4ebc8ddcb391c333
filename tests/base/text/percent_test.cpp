// Percent-encoding there and back.
#include <server/base/text/percent.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using praetor::percent_decoded;
using praetor::percent_encoded;

} // namespace

BOOST_AUTO_TEST_SUITE(percent)

BOOST_AUTO_TEST_CASE(two_hexadecimal_digits_behind_a_percent_sign_are_a_byte)
{
    BOOST_TEST(percent_decoded("a%20b") == "a b");
    BOOST_TEST(percent_decoded("%41") == "A");
    BOOST_TEST(percent_decoded("%c3%A9") == "\xc3\xa9");
    BOOST_TEST(percent_decoded("%2F") == "/");
}

BOOST_AUTO_TEST_CASE(what_is_no_code_stays_as_it_is)
{
    for (std::string const text : {"", "%", "100%", "%4", "%g1", "%1g", "%%", "a+b"})
        BOOST_TEST(percent_decoded(text) == text);
    BOOST_TEST(percent_decoded("%%41") == "%A");
}

BOOST_AUTO_TEST_CASE(a_code_is_decoded_once)
{
    BOOST_TEST(percent_decoded("%2541") == "%41");
    BOOST_TEST(percent_decoded("%252e%252e") == "%2e%2e");
}

BOOST_AUTO_TEST_CASE(a_nul_is_a_byte_like_others)
{
    BOOST_TEST(percent_decoded("a%00b") == std::string("a\0b", 3));
}

BOOST_AUTO_TEST_CASE(all_but_unreserved_characters_is_encoded)
{
    BOOST_TEST(percent_encoded("aZ09-._~") == "aZ09-._~");
    BOOST_TEST(percent_encoded("a b/c?d#e%f") == "a%20b%2Fc%3Fd%23e%25f");
    BOOST_TEST(percent_encoded("\xc3\xa9") == "%C3%A9");
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_not_encoded)
{
    BOOST_TEST(percent_encoded("/a b/c", "/") == "/a%20b/c");
}

BOOST_AUTO_TEST_CASE(any_text_comes_back)
{
    std::string every;
    for (int c = 0; c < 256; ++c)
        every += static_cast<char>(c);
    BOOST_TEST(percent_decoded(percent_encoded(every)) == every);
    BOOST_TEST(percent_decoded(percent_encoded(every, "/:@")) == every);
}

BOOST_AUTO_TEST_SUITE_END()
