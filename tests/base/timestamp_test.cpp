#include <server/base/timestamp.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(timestamps)

BOOST_AUTO_TEST_CASE(forms_of_one_moment_are_the_same_moment)
{
    auto const expected = parse_timestamp("2026-01-31T08:05:00.123456Z");
    BOOST_REQUIRE(expected);
    for (auto const* form : {"2026-01-31T08:05:00.123456+00:00", "2026-01-31 08:05:00.123456",
                             "2026-01-31T10:05:00.123456+02:00", "2026-01-31T10:05:00.123456789+0200"})
        BOOST_TEST((parse_timestamp(form) == expected), form);
}

BOOST_AUTO_TEST_CASE(days_that_no_calendar_has_are_refused)
{
    for (auto const* form : {"2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:01:00Z", "yesterday", ""})
        BOOST_TEST(!parse_timestamp(form), form);
}

BOOST_AUTO_TEST_CASE(the_wire_leaves_a_fraction_of_zero_out_and_sqlite_keeps_it)
{
    auto const when = *parse_timestamp("2026-01-31T08:05:00Z");
    BOOST_TEST(to_rfc3339(when) == "2026-01-31T08:05:00Z");
    BOOST_TEST(to_rfc3339(when + duration{1}) == "2026-01-31T08:05:00.000001Z");
    std::string column;
    append_iso(column, when);
    BOOST_TEST(column == "2026-01-31 08:05:00.000000");
}

BOOST_AUTO_TEST_SUITE_END()
