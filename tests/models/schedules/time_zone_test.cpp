#include <models/schedules/posix_rule.hpp>
#include <models/schedules/time_zones.hpp>

#include <tests/models/schedules/asked.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace praetor;
using namespace praetor::models::schedules;
using praetor::test::at;
using namespace std::chrono_literals;

namespace {

wall_time wall(std::string_view text)
{
    return wall_time{at(text).time_since_epoch()};
}

std::string moment(time_zone const& zone, std::string_view shown, bool second = false)
{
    return to_rfc3339(zone.instant({wall(shown), second}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(time_zones)

BOOST_AUTO_TEST_CASE(clocks_skip_an_hour_and_show_another_twice)
{
    auto const zone = find_time_zone("America/New_York");
    BOOST_REQUIRE(zone);
    BOOST_TEST(moment(*zone, "2024-03-10T01:59:59Z") == "2024-03-10T06:59:59Z");
    BOOST_TEST(moment(*zone, "2024-03-10T02:30:00Z") == "2024-03-10T07:30:00Z"); // shown as 03:30
    BOOST_TEST(moment(*zone, "2024-03-10T02:30:00Z", true) == "2024-03-10T06:30:00Z");
    BOOST_TEST(moment(*zone, "2024-11-03T01:30:00Z") == "2024-11-03T05:30:00Z");
    BOOST_TEST(moment(*zone, "2024-11-03T01:30:00Z", true) == "2024-11-03T06:30:00Z");
    BOOST_TEST(zone->read(at("2024-11-03T05:30:00Z")).second == false);
    BOOST_TEST(zone->read(at("2024-11-03T06:30:00Z")).second == true);
    BOOST_TEST(zone->read(at("2024-11-03T07:00:00Z")).second == false);
}

BOOST_AUTO_TEST_CASE(an_rrule_takes_the_offset_after_the_change_for_a_time_that_is_skipped)
{
    auto const zone = find_time_zone("America/New_York");
    BOOST_TEST(to_rfc3339(zone->rrule_instant(wall("2024-03-10T02:30:00Z"))) == "2024-03-10T06:30:00Z");
    BOOST_TEST(to_rfc3339(zone->rrule_instant(wall("2024-11-03T01:30:00Z"))) == "2024-11-03T05:30:00Z");
}

BOOST_AUTO_TEST_CASE(the_rule_of_a_zone_goes_on_where_its_table_ends)
{
    auto const zone = find_time_zone("Europe/Berlin");
    for (auto const year : {"2038", "2099", "2100", "2436", "2437", "2438", "2877", "9998"}) {
        BOOST_TEST(zone->offset(at(std::string{year} + "-01-15T00:00:00Z")).count() == 3'600);
        BOOST_TEST(zone->offset(at(std::string{year} + "-07-15T00:00:00Z")).count() == 7'200);
        BOOST_TEST(moment(*zone, std::string{year} + "-07-15T12:00:00Z") == std::string{year} + "-07-15T10:00:00Z");
    }
    auto const change = zone->next_change(at("2099-01-01T00:00:00Z"));
    BOOST_REQUIRE(change);
    BOOST_TEST(to_rfc3339(change->at) == "2099-03-29T01:00:00Z");
    BOOST_TEST(change->before.count() == 3'600);
    BOOST_TEST(change->after.count() == 7'200);
    BOOST_TEST(to_rfc3339(zone->last_change(at("3000-01-01T00:00:00Z"))->at) == "2999-10-27T01:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_zone_without_changes_has_none)
{
    auto const zone = find_time_zone("UTC");
    BOOST_REQUIRE(zone);
    BOOST_TEST(!zone->next_change(at("2024-01-01T00:00:00Z")));
    BOOST_TEST(!zone->last_change(at("2024-01-01T00:00:00Z")));
    BOOST_TEST(moment(*zone, "2024-01-01T00:00:00Z") == "2024-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_name_is_known_as_it_is_spelled_and_never_leads_out_of_the_database)
{
    for (auto const name : {"UTC", "Europe/Kyiv", "Europe/Kiev", "US/Eastern", "America/Argentina/Ushuaia", "EST5EDT"})
        BOOST_TEST(is_time_zone(name), name);
    for (auto const name : {"", "utc", "America/new_york", "America", "America/", "/UTC", "Nowhere/City",
                            "../zoneinfo/UTC", "Europe/../UTC", "./UTC", "posix/UTC", "right/UTC", "posixrules",
                            "zone.tab", "/usr/share/zoneinfo/UTC", "UTC/x"})
        BOOST_TEST(!is_time_zone(name), name);
    BOOST_TEST(!is_time_zone(std::string_view{"UTC\0x", 5}));
    BOOST_TEST(!is_time_zone(std::string(10'000, 'A')));
}

BOOST_AUTO_TEST_CASE(every_name_of_the_database_is_a_zone_that_can_be_read)
{
    auto const names = time_zone_names();
    BOOST_TEST(names.size() > 400u);
    BOOST_TEST(std::ranges::is_sorted(names));
    for (auto const& name : names)
        BOOST_TEST(is_time_zone(name), name);
    BOOST_TEST(std::ranges::count(names, "America/New_York") == 1);
    BOOST_TEST(std::ranges::count(names, "posixrules") == 0);
}

BOOST_AUTO_TEST_CASE(rules_are_read_as_posix_spells_them)
{
    auto const gaza = parse_posix_rule("EET-2EEST,M3.4.4/50,M10.4.4/50");
    BOOST_REQUIRE(gaza);
    BOOST_TEST(gaza->standard == 7'200);
    BOOST_TEST(gaza->daylight == 10'800);
    BOOST_TEST(gaza->begins_at == 50 * 3'600);
    auto const nuuk = parse_posix_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    BOOST_REQUIRE(nuuk);
    BOOST_TEST(nuuk->standard == -7'200);
    BOOST_TEST(nuuk->begins_at == -3'600);
    // 2050-03-27 00:00 −1 h in a zone two hours west
    BOOST_TEST(nuuk->begin_of(2050) == at("2050-03-27T01:00:00Z").time_since_epoch() / 1s);
    auto const julian = parse_posix_rule("AAA0BBB-1:30:15,J60/0,59/0");
    BOOST_REQUIRE(julian);
    BOOST_TEST(julian->daylight == 5'415);
    BOOST_TEST(julian->begin_of(2024) == at("2024-03-01T00:00:00Z").time_since_epoch() / 1s);
    BOOST_TEST(julian->ends.in(2024) == at("2024-02-29T00:00:00Z").time_since_epoch() / 24h);
    for (auto const text : {"", "UTC0", "<+13>-13", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
                            "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "<EST", "EST5EDT,M3.2.0/,M11.1.0"})
        BOOST_TEST(!parse_posix_rule(text), text);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_or_none_is_refused_at_every_length)
{
    std::ifstream in{"/usr/share/zoneinfo/America/New_York", std::ios::binary};
    std::string const content{std::istreambuf_iterator<char>{in}, {}};
    BOOST_REQUIRE(content.size() > 1'000u);
    auto const whole = parse_zone_file(content);
    BOOST_REQUIRE(whole);
    BOOST_TEST(whole->rule == "EST5EDT,M3.2.0,M11.1.0");
    auto const footer = content.size() - whole->rule.size() - 2;
    for (std::size_t size = 0; size < footer; ++size)
        BOOST_TEST(!parse_zone_file(std::string_view{content}.substr(0, size)), size);
    BOOST_TEST(!parse_zone_file("no zone at all, though as long as a header would have to be"));
}

BOOST_AUTO_TEST_CASE(a_file_may_begin_with_the_beginning_of_the_world_and_is_refused_with_times_that_no_clock_shows)
{
    std::ifstream in{"/usr/share/zoneinfo/America/New_York", std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{in}, {}};
    auto const second = content.find("TZif", 4);
    BOOST_REQUIRE(second != std::string::npos);
    auto const first_time = second + 44;
    content.replace(first_time, 8, std::string{"\xf8\0\0\0\0\0\0\0", 8}); // −2^59, as zic wrote it once
    auto table = parse_zone_file(content);
    BOOST_REQUIRE(table);
    time_zone const zone{std::move(*table)};
    BOOST_TEST(zone.last_change(at("1700-01-01T00:00:00Z")).has_value());
    BOOST_TEST(moment(zone, "2024-07-01T12:00:00Z") == "2024-07-01T16:00:00Z");

    content.replace(first_time, 8, std::string{"\x07\0\0\0\0\0\0\0", 8}); // later than all that follow
    BOOST_TEST(!parse_zone_file(content));
}

BOOST_AUTO_TEST_SUITE_END()
