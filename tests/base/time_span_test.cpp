#include <server/base/time_span.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(time_spans)

BOOST_AUTO_TEST_CASE(spans_are_read_in_every_form_that_pydantic_takes)
{
    auto const reads = [](std::string_view text, duration expected) {
        auto const found = parse_time_span(text);
        BOOST_TEST((found == expected), text);
    };
    reads("90", 90s);
    reads("1.5", 1'500ms);
    reads("1e3", 1'000s);
    reads("-5", -5s);
    reads("0:01:30", 90s);
    reads("12:00", 12h);
    reads("0:00:01.25", 1'250ms);
    reads("1 day, 2:00:00", 26h);
    reads("1 days 2:00", 26h);
    reads("3d", 72h);
    reads("PT90S", 90s);
    reads("PT1M0.5S", 60'500ms);
    reads("P1DT2H", 26h);
    reads("-P1D", -24h);
    reads("P2W", 14 * 24h);
}

BOOST_AUTO_TEST_CASE(what_is_no_span_is_not_read)
{
    for (auto const text : {"", "soon", "P", "PT", "P1DT", "P1H", "PT1S1M", "1:60", "0:00:60", "1:2:3:4", "--5", "inf",
                            "nan", "1e300", "5 apples", "1.2.3"})
        BOOST_TEST(!parse_time_span(text), text);
}

BOOST_AUTO_TEST_CASE(spans_are_told_as_iso_8601)
{
    BOOST_TEST(to_iso_8601(0s) == "PT0S");
    BOOST_TEST(to_iso_8601(1h) == "PT1H");
    BOOST_TEST(to_iso_8601(7 * 24h) == "P7D");
    BOOST_TEST(to_iso_8601(25h + 61s + 500ms) == "P1DT1H1M1.5S");
    BOOST_TEST(to_iso_8601(-90s) == "-PT1M30S");
}

BOOST_AUTO_TEST_SUITE_END()
