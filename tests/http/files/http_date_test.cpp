// Dates of HTTP in their three forms.
#include <server/http/files/http_date.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using praetor::http::http_date;
using praetor::http::parse_http_date;

constexpr std::time_t when = 784'111'777;

} // namespace

BOOST_AUTO_TEST_SUITE(http_dates)

BOOST_AUTO_TEST_CASE(a_date_is_written_as_the_rfc_writes_it)
{
    BOOST_TEST(http_date(when) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

BOOST_AUTO_TEST_CASE(all_three_forms_are_read)
{
    for (auto const* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
        BOOST_TEST(parse_http_date(text).value_or(0) == when, text);
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_date)
{
    for (auto const* text : {"", "yesterday", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT and more",
                             "Sun, 06 Nov 1994 08:49:37 CET"})
        BOOST_TEST(!parse_http_date(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
