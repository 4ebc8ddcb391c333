// The periods that partitions hold.
#include <db/partitions/period.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::db::partitions;

namespace {

timestamp at(std::string_view text)
{
    return parse_timestamp(text).value();
}

std::string start(period span, std::string_view when)
{
    return to_rfc3339(start_of(span, at(when)));
}

std::string next(period span, std::string_view when)
{
    return to_rfc3339(start_after(span, start_of(span, at(when))));
}

} // namespace

BOOST_AUTO_TEST_SUITE(partition_periods)

BOOST_AUTO_TEST_CASE(a_moment_falls_into_the_period_that_has_begun_last)
{
    BOOST_TEST(start(period::day, "2026-11-29T23:59:59.999999Z") == "2026-11-29T00:00:00Z");
    BOOST_TEST(start(period::week, "2026-11-29T12:00:00Z") == "2026-11-23T00:00:00Z");
    BOOST_TEST(start(period::week, "2026-11-23T00:00:00Z") == "2026-11-23T00:00:00Z");
    BOOST_TEST(start(period::week, "2027-01-01T00:00:00Z") == "2026-12-28T00:00:00Z");
    BOOST_TEST(start(period::month, "2026-12-31T23:59:59Z") == "2026-12-01T00:00:00Z");
    BOOST_TEST(start(period::day, "1969-12-31T23:00:00Z") == "1969-12-31T00:00:00Z");
    BOOST_TEST(start(period::week, "1969-12-31T23:00:00Z") == "1969-12-29T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_period_ends_where_the_next_begins)
{
    BOOST_TEST(next(period::day, "2028-02-28T01:00:00Z") == "2028-02-29T00:00:00Z");
    BOOST_TEST(next(period::week, "2026-12-30T01:00:00Z") == "2027-01-04T00:00:00Z");
    BOOST_TEST(next(period::month, "2026-12-30T01:00:00Z") == "2027-01-01T00:00:00Z");
    BOOST_TEST(next(period::month, "2028-02-29T01:00:00Z") == "2028-03-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(bounds_tell_which_period_they_are_of)
{
    for (auto const span : {period::day, period::week, period::month}) {
        auto const from = start_of(span, at("2026-02-17T00:00:00Z"));
        BOOST_TEST((period_between(from, start_after(span, from)) == span));
    }
    BOOST_TEST(!period_between(at("2026-11-29T00:00:00Z"), at("2026-12-01T00:00:00Z")).has_value());
    BOOST_TEST(!period_between(at("2026-11-29T01:00:00Z"), at("2026-11-30T01:00:00Z")).has_value());
    // February of 28 days is not four weeks.
    BOOST_TEST((period_between(at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")) == period::month));
}

BOOST_AUTO_TEST_CASE(periods_and_partitions_have_names)
{
    BOOST_TEST((parse_period("week") == period::week));
    BOOST_TEST(!parse_period("year").has_value());
    BOOST_TEST(label_of(period::month) == "month");
    BOOST_TEST(partition_name("events", at("2026-03-01T00:00:00Z")) == "events_p20260301");
    BOOST_TEST(default_partition_name("log") == "log_default");
    BOOST_TEST(time_literal(at("2026-03-01T00:00:00Z")) == "'2026-03-01 00:00:00.000000+00'");
}

BOOST_AUTO_TEST_SUITE_END()
