// Objects written member by member.
#include <server/base/json/object_writer.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using praetor::json::object_writer;
using praetor::json::operator""_key;

} // namespace

BOOST_AUTO_TEST_SUITE(json_object_writer)

BOOST_AUTO_TEST_CASE(members_stand_in_the_order_in_which_they_were_written)
{
    std::string out = "before ";
    object_writer object{out};
    object.text("b", "text").value("a", std::int64_t{7}).json("c", "[1,null]").end();
    BOOST_TEST(out == R"(before {"b":"text","a":7,"c":[1,null]})");
}

BOOST_AUTO_TEST_CASE(an_object_without_members_is_empty)
{
    std::string out;
    object_writer{out}.end();
    BOOST_TEST(out == "{}");
}

BOOST_AUTO_TEST_CASE(names_and_texts_are_escaped)
{
    std::string out;
    object_writer object{out};
    std::string const name = "a \"name\"";
    object.text(name, "line\nend\\").text("a literal", "").text(std::string_view{name}.substr(0, 3), "").end();
    BOOST_TEST(out == R"({"a \"name\"":"line\nend\\","a literal":"","a \"":""})");
    BOOST_TEST(boost::json::parse(out).at(name) == "line\nend\\");
}

BOOST_AUTO_TEST_CASE(names_made_when_compiling_are_written_as_others_are)
{
    std::string out;
    object_writer object{out};
    object.text("a"_key, "1").value("b_c"_key, std::int64_t{2}).text("d", "3").json("e"_key, "[]").end();
    BOOST_TEST(out == R"({"a":"1","b_c":2,"d":"3","e":[]})");
}

BOOST_AUTO_TEST_SUITE_END()
