#include <server/base/uuid.hpp>

#include <boost/test/unit_test.hpp>

using praetor::uuid;

BOOST_AUTO_TEST_SUITE(uuids)

BOOST_AUTO_TEST_CASE(every_form_that_python_takes_is_read)
{
    auto const expected = uuid::parse("01a1fcd9-0143-7d02-941f-26640338d4a7");
    BOOST_REQUIRE(expected);
    for (auto const* form : {"01A1FCD9-0143-7D02-941F-26640338D4A7", "01a1fcd901437d02941f26640338d4a7",
                             "{01a1fcd9-0143-7d02-941f-26640338d4a7}", "urn:uuid:01a1fcd9-0143-7d02-941f-26640338d4a7"})
        BOOST_TEST((uuid::parse(form) == expected), form);
    BOOST_TEST(to_string(*expected) == "01a1fcd9-0143-7d02-941f-26640338d4a7");
}

BOOST_AUTO_TEST_CASE(what_is_no_uuid_is_refused)
{
    for (auto const* form :
         {"", "01a1fcd9", "01a1fcd9-0143-7d02-941f-26640338d4ag", "01a1fcd9-0143-7d02-941f-26640338d4a7a"})
        BOOST_TEST(!uuid::parse(form), form);
}

BOOST_AUTO_TEST_CASE(ordered_uuids_grow_with_time_and_say_their_version)
{
    auto const first = uuid::ordered();
    auto const random = uuid::random();
    BOOST_TEST((first.bytes[6] >> 4) == 7);
    BOOST_TEST((random.bytes[6] >> 4) == 4);
    BOOST_TEST((random.bytes[8] >> 6) == 2);
    BOOST_TEST((uuid::random() != random));
}

BOOST_AUTO_TEST_SUITE_END()
