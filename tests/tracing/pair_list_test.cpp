// Headers and attributes in OpenTelemetry's settings.
#include <server/tracing/pair_list.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(pair_lists)

BOOST_AUTO_TEST_CASE(pairs_stand_between_commas_and_are_percent_encoded)
{
    using praetor::tracing::pair_list;
    using praetor::tracing::parse_pair_list;
    BOOST_TEST((parse_pair_list("") == pair_list{}));
    BOOST_TEST((parse_pair_list("a=b") == pair_list{{"a", "b"}}));
    BOOST_TEST((parse_pair_list(" a = b ,, authorization=Basic%20eDp5PQ%3D%3D ,c=") ==
                pair_list{{"a", "b"}, {"authorization", "Basic eDp5PQ=="}, {"c", ""}}));
    BOOST_TEST((parse_pair_list("a=b=c,k%2C1=%e4%BD%A0") == pair_list{{"a", "b=c"}, {"k,1", "你"}}));
    for (auto const* bad : {"a", "=b", "a=b,c", "a=%2", "a=%zz", "%=a"})
        BOOST_TEST(!parse_pair_list(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
