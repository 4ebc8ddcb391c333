#include <models/blocks/block_secrets.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;

namespace {

boost::json::object parsed(std::string_view text)
{
    return boost::json::parse(text).as_object();
}

std::string hidden(std::string_view data, std::string_view secret_fields)
{
    auto object = parsed(data);
    models::hide_secrets(object,
                         models::secret_paths(parsed(R"({"secret_fields":)" + std::string{secret_fields} + '}')));
    return boost::json::serialize(object);
}

std::string kept(std::string_view update, std::string_view current, std::string_view secret_fields)
{
    auto object = parsed(update);
    models::keep_secrets(object, parsed(current),
                         models::secret_paths(parsed(R"({"secret_fields":)" + std::string{secret_fields} + '}')));
    return boost::json::serialize(object);
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_secrets)

BOOST_AUTO_TEST_CASE(secrets_are_eight_stars_whatever_they_are)
{
    BOOST_TEST(hidden(R"({"a":"x","b":5,"c":["l"],"d":"open"})", R"(["a","b","c"])") ==
               R"({"a":"********","b":"********","c":"********","d":"open"})");
}

BOOST_AUTO_TEST_CASE(a_secret_may_stand_within_an_object)
{
    BOOST_TEST(hidden(R"({"child":{"a":"x","b":"y"},"child.a":"z"})", R"(["child.a"])") ==
               R"({"child":{"a":"********","b":"y"},"child.a":"z"})");
}

BOOST_AUTO_TEST_CASE(null_and_objects_with_members_are_told_as_the_reference_tells_them)
{
    BOOST_TEST(hidden(R"({"a":null,"b":{"c":"x"},"d":{}})", R"(["a","b","d","missing"])") ==
               R"({"a":null,"b":{"c":"x"},"d":"********"})");
}

BOOST_AUTO_TEST_CASE(behind_a_star_everything_is_secret)
{
    BOOST_TEST(hidden(R"({"headers":{"a":"x","b":{"c":null}},"other":1})", R"(["headers.*"])") ==
               R"({"headers":{"a":"********","b":{"c":"********"}},"other":1})");
    BOOST_TEST(hidden(R"({"headers":null})", R"(["headers.*"])") == R"({"headers":"********"})");
}

BOOST_AUTO_TEST_CASE(stars_that_come_back_leave_the_secret_as_it_was)
{
    BOOST_TEST(kept(R"({"a":"********","b":"new"})", R"({"a":"x","b":"y"})", R"(["a","b"])") ==
               R"({"a":"x","b":"new"})");
    BOOST_TEST(kept(R"({"h":{"a":"********","b":"n","c":"********"}})", R"({"h":{"a":1,"b":2}})", R"(["h.*"])") ==
               R"({"h":{"a":1,"b":"n","c":"********"}})");
    BOOST_TEST(kept(R"({"open":"********"})", R"({"open":"x"})", R"(["a"])") == R"({"open":"********"})");
}

BOOST_AUTO_TEST_SUITE_END()
