// Enumerators by their names.
#include <server/base/enumerators.hpp>

#include <boost/describe/enum.hpp>
#include <boost/test/unit_test.hpp>

namespace {

enum class signal_color
{
    red = 4,
    amber = 1,
    green = 9
};
BOOST_DESCRIBE_ENUM(signal_color, red, amber, green)

} // namespace

BOOST_AUTO_TEST_SUITE(enumerators)

BOOST_AUTO_TEST_CASE(enumerators_stand_in_the_order_of_their_declaration_whatever_their_values)
{
    constexpr auto& all = praetor::enumerators_of<signal_color>;
    static_assert(all.size() == 3);
    BOOST_TEST(all[0].first == "red");
    BOOST_TEST(all[1].first == "amber");
    BOOST_TEST(all[2].first == "green");
    BOOST_CHECK(all[2].second == signal_color::green);
}

BOOST_AUTO_TEST_CASE(each_enumerator_is_found_by_its_name_and_tells_it)
{
    for (auto const& [name, value] : praetor::enumerators_of<signal_color>) {
        BOOST_CHECK(praetor::enumerator_named<signal_color>(name) == value);
        BOOST_TEST(praetor::enumerator_name(value) == name);
    }
}

BOOST_AUTO_TEST_CASE(no_enumerator_is_found_by_another_case_a_part_of_its_name_or_nothing)
{
    for (auto const* other : {"Red", "re", "redd", ""})
        BOOST_CHECK(praetor::enumerator_named<signal_color>(other) == std::nullopt);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_enumerator_has_no_name)
{
    BOOST_TEST(praetor::enumerator_name(static_cast<signal_color>(2)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
