// Which part of a body a client asks for.
#include <server/http/files/byte_range.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace praetor::http;

// "first+size", "416", or "all".
std::string part(std::string_view header, std::uint64_t size = 1000)
{
    auto const wanted = parse_range(header, size);
    if (auto const* range = std::get_if<byte_range>(&wanted))
        return std::to_string(range->first) + '+' + std::to_string(range->size);
    return std::holds_alternative<unsatisfiable_range>(wanted) ? "416" : "all";
}

} // namespace

BOOST_AUTO_TEST_SUITE(byte_ranges)

BOOST_AUTO_TEST_CASE(first_and_last_byte_are_both_in_the_range)
{
    BOOST_TEST(part("bytes=0-0") == "0+1");
    BOOST_TEST(part("bytes=0-999") == "0+1000");
    BOOST_TEST(part("bytes=500-600") == "500+101");
    BOOST_TEST(part(" Bytes = 500-600 ") == "500+101");
}

BOOST_AUTO_TEST_CASE(a_range_ends_with_the_body_at_the_latest)
{
    BOOST_TEST(part("bytes=900-") == "900+100");
    BOOST_TEST(part("bytes=900-5000") == "900+100");
    BOOST_TEST(part("bytes=900-99999999999999999999999") == "900+100");
}

BOOST_AUTO_TEST_CASE(the_last_bytes_can_be_asked_for)
{
    BOOST_TEST(part("bytes=-1") == "999+1");
    BOOST_TEST(part("bytes=-1000") == "0+1000");
    BOOST_TEST(part("bytes=-5000") == "0+1000");
}

BOOST_AUTO_TEST_CASE(a_range_without_a_byte_of_the_body_can_not_be_satisfied)
{
    BOOST_TEST(part("bytes=1000-") == "416");
    BOOST_TEST(part("bytes=99999999999999999999999-") == "416");
    BOOST_TEST(part("bytes=-0") == "416");
    BOOST_TEST(part("bytes=0-", 0) == "416");
    BOOST_TEST(part("bytes=-5", 0) == "416");
}

BOOST_AUTO_TEST_CASE(what_can_not_be_read_and_several_ranges_give_the_whole_body)
{
    for (auto const* header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2,4-5", "items=0-5",
                               "bytes=+1-5", "bytes=1-5x", "bytes=0x1-5", "bytes=--5"})
        BOOST_TEST(part(header) == "all", header);
}

BOOST_AUTO_TEST_SUITE_END()
