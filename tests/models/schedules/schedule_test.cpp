#include <tests/models/schedules/asked.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace praetor;
using praetor::test::at;
using praetor::test::refusal_of;
using praetor::test::schedule_of;

namespace {

std::string serialized_again(std::string_view text)
{
    return json::to_text(schedule_of(text));
}

bool says(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string with_start(std::string_view text, std::string_view now)
{
    return *std::get<models::rrule_schedule>(models::with_explicit_start(schedule_of(text), at(now))).rrule;
}

} // namespace

BOOST_AUTO_TEST_SUITE(schedules)

BOOST_AUTO_TEST_CASE(a_schedule_is_told_again_with_its_defaults)
{
    BOOST_TEST(serialized_again(R"({"interval": 3600, "anchor_date": "2020-01-01T00:30:00+02:00"})") ==
               R"({"interval":3600.0,"anchor_date":"2020-01-01T00:30:00+02:00","timezone":"UTC"})");
    BOOST_TEST(serialized_again(R"({"interval": "P1DT1S", "anchor_date": "2020-01-01", "timezone": ""})") ==
               R"({"interval":86401.0,"anchor_date":"2020-01-01T00:00:00Z","timezone":""})");
    BOOST_TEST(serialized_again(R"({"cron": "@Daily"})") == R"({"cron":"@Daily","timezone":null,"day_or":true})");
    BOOST_TEST(serialized_again(R"({"rrule": "freq=daily"})") == R"({"rrule":"freq=daily","timezone":"UTC"})");
    BOOST_TEST(serialized_again(R"({"rrule": "FREQ=DAILY", "timezone": null})") ==
               R"({"rrule":"FREQ=DAILY","timezone":null})");
}

BOOST_AUTO_TEST_CASE(an_interval_without_an_anchor_begins_when_it_is_read)
{
    auto const before = now();
    auto const read = schedule_of(R"({"interval": 60})");
    auto const anchor = std::get<models::interval_schedule>(read).anchor_date->when;
    BOOST_TEST((anchor >= before && anchor <= now()));
}

BOOST_AUTO_TEST_CASE(a_document_that_fits_no_kind_has_the_problems_of_all)
{
    auto const found = refusal_of(R"({"cron": "bad"})");
    BOOST_TEST(
        found ==
        R"([{"type":"missing","loc":["body","function-after[validate_timezone(), IntervalSchedule]","interval"],)"
        R"("msg":"Field required","input":{"cron":"bad"}},)"
        R"({"type":"extra_forbidden","loc":["body","function-after[validate_timezone(), IntervalSchedule]","cron"],)"
        R"("msg":"Extra inputs are not permitted","input":"bad"},)"
        R"({"type":"value_error","loc":["body","function-after[validate_timezone(), CronSchedule]","cron"],)"
        R"("msg":"Value error, Invalid cron string: \"bad\"","input":"bad","ctx":{"error":{}}},)"
        R"({"type":"missing","loc":["body","RRuleSchedule","rrule"],"msg":"Field required","input":{"cron":"bad"}},)"
        R"({"type":"extra_forbidden","loc":["body","RRuleSchedule","cron"],)"
        R"("msg":"Extra inputs are not permitted","input":"bad"}])");
    BOOST_TEST(says(refusal_of("[]"), R"("loc":["body","RRuleSchedule"])"));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_interval_is_refused_by_what_is_wrong_with_it_first)
{
    auto const refused = [](std::string_view text, std::string_view why) {
        auto const document = fmt::format(R"({{"interval": "{}"}})", text);
        BOOST_TEST(says(refusal_of(document), why), document);
    };
    for (auto const* text : {"", "-", "P"})
        refused(text, "input is too short");
    for (auto const* text : {".5", "x", "abc", "xxd", "nan", " 5", "p1d"})
        refused(text, "invalid digit in duration");
    for (auto const* text : {"5", "1234", "1.5", "1__0", "0x10", "+5", "1e5", "5 "})
        refused(text, R"(\"day\" identifier in duration not correctly formatted)");
    for (auto const* text : {"12345", "1_000", "False", "-Infinity", "9223372036854775808"})
        refused(text, "invalid character in hour");
    refused("1:2:3.5", "invalid character in minute");
    BOOST_TEST(says(refusal_of(R"({"interval": 18446744073709551616})"), "durations may not exceed 999,999,999 days"));
    for (auto const* text : {"01:02", "01:02:03.5", "3 days", "1d", "P1D"})
        BOOST_TEST(refusal_of(fmt::format(R"({{"interval": "{}"}})", text)) == "[]", text);
}

BOOST_AUTO_TEST_CASE(refusals_are_in_the_references_words)
{
    BOOST_TEST(says(refusal_of(R"({"interval": 0})"), "Value error, interval must be positive"));
    BOOST_TEST(says(refusal_of(R"({"interval": null})"), "Input should be a valid timedelta"));
    BOOST_TEST(
        says(refusal_of(R"({"interval": "x"})"), "Input should be a valid timedelta, invalid digit in duration"));
    BOOST_TEST(says(refusal_of(R"({"interval": "60"})"), R"(\"day\" identifier in duration not correctly formatted)"));
    BOOST_TEST(says(refusal_of(R"({"interval": 1e30})"), "durations may not exceed 999,999,999 days"));
    BOOST_TEST(says(refusal_of(R"({"cron": "R * * * *"})"),
                    R"(Random and Hashed expressions are unsupported, received: \"R * * * *\")"));
    BOOST_TEST(says(refusal_of(R"({"cron": "* * * * *", "timezone": "Mars"})"),
                    R"("loc":["body","function-after[validate_timezone(), CronSchedule]"],"msg":"Value error, Invalid )"
                    R"~(timezone: \"Mars\" (specify in IANA tzdata format, for example, America/New_York)")~"));
    auto const half = refusal_of(R"({"rrule": "FREQ=DAILY", "timezone": "America/New_Yorkx"})");
    BOOST_TEST(says(half, "String should match pattern 'Africa/Abidjan|Africa/Accra|"));
    BOOST_TEST(says(half, R"("loc":["body","RRuleSchedule","timezone"])"));
    BOOST_TEST(says(refusal_of(R"({"rrule": "FREQ=DAILY", "timezone": ""})"), "String should match pattern"));
    BOOST_TEST(says(refusal_of(R"({"rrule": "FOO"})"),
                    R"(Value error, Invalid RRule string \"FOO\": not enough values to unpack (expected 2, got 1))"));
    auto const days = "RDATE:" + std::string(6'500, 'x');
    BOOST_TEST(says(refusal_of(R"({"rrule": ")" + days + "\"}"), "Unknown string format"));
    std::string dates = "RDATE:20200101";
    while (dates.size() <= 6'500)
        dates += ",20200101";
    BOOST_TEST(
        says(refusal_of(R"({"rrule": ")" + dates + "\"}"),
             R"(Invalid RRule string \"RDATE:20200101,20200101,20200101,2020010...\"\nMax length is 6500, got )" +
                 std::to_string(dates.size())));
}

BOOST_AUTO_TEST_CASE(an_rrule_that_tells_no_start_is_given_one)
{
    BOOST_TEST(with_start(R"({"rrule": "FREQ=HOURLY"})", "2026-05-01T10:00:00Z") ==
               "DTSTART:20200101T000000\nFREQ=HOURLY");
    BOOST_TEST(with_start(R"({"rrule": "FREQ=MINUTELY;COUNT=3"})", "2026-05-01T10:00:00Z") ==
               "DTSTART:20200101T000000\nFREQ=MINUTELY;COUNT=3");
    // By the minute: a recent one of the same phase, in the zone.
    BOOST_TEST(with_start(R"({"rrule": "FREQ=MINUTELY;INTERVAL=7", "timezone": "Asia/Tokyo"})",
                          "2020-01-01T01:00:00Z") == "DTSTART:20200101T095500\nFREQ=MINUTELY;INTERVAL=7");
    BOOST_TEST(with_start(R"({"rrule": "FREQ=SECONDLY"})", "2019-05-01T10:00:00Z") ==
               "DTSTART:20200101T000000\nFREQ=SECONDLY");
    BOOST_TEST(with_start(R"({"rrule": "RRULE:FREQ=MINUTELY\nEXDATE:20260101"})", "2026-05-01T10:00:00Z") ==
               "DTSTART:20200101T000000\nRRULE:FREQ=MINUTELY\nEXDATE:20260101");
    BOOST_TEST(with_start(R"({"rrule": "dtstart:20260101\nRRULE:FREQ=MINUTELY"})", "2026-05-01T10:00:00Z") ==
               "dtstart:20260101\nRRULE:FREQ=MINUTELY");
}

BOOST_AUTO_TEST_CASE(a_stored_schedule_that_is_not_known_any_more_is_an_error_and_not_a_crash)
{
    models::cron_schedule cron;
    cron.cron.value = "nonsense";
    BOOST_CHECK_THROW(models::dates(cron, 1, now()), error);
    cron.cron.value = "* * * * *";
    cron.timezone = "Atlantis";
    BOOST_CHECK_THROW(models::dates(cron, 1, now()), error);
    models::rrule_schedule rrule;
    rrule.rrule.value = "FREQ=NEVER";
    BOOST_CHECK_THROW(models::dates(rrule, 1, now()), error);
}

BOOST_AUTO_TEST_SUITE_END()
