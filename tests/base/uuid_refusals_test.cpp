#include <server/base/json/codec.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/string.hpp>
#include <boost/test/unit_test.hpp>

#include <utility>

using namespace praetor;

namespace {

// What the refusal of a text as a UUID says behind "Input should be a valid UUID, ".
std::string refusal(std::string const& text)
{
    uuid out;
    json::problems found{"body"};
    BOOST_REQUIRE_MESSAGE(!json::read(out, boost::json::value(text), found), text);
    BOOST_REQUIRE(found.size() == 1U);
    return found.found().front().msg.substr(30);
}

} // namespace

BOOST_AUTO_TEST_SUITE(uuid_refusals)

BOOST_AUTO_TEST_CASE(what_is_no_uuid_is_refused_in_the_words_of_the_uuid_crate)
{
    std::string const id = "5c1bd8b0-3a53-4d27-8d1b-7f1a3f2d9a10";
    for (auto const& [text, words] : std::initializer_list<std::pair<std::string, std::string>>{
             {"", "invalid length: found 0"},
             {"5", "invalid length: found 1"},
             {std::string(46, 'x'), "invalid length: found 46"},
             {std::string(45, 'x'), "invalid character: found `x` at 0"},
             {std::string(36, 'a'), "invalid group count: expected 5, found 1"},
             {std::string(38, 'a'), "invalid length: found 38"},
             {" " + id, "invalid character: found ` ` at 0"},
             {"\u00e9" + id.substr(1), "invalid character: found `\u00e9` at 0"},
             {"a\U0001f600", "invalid character: found `\U0001f600` at 1"},
             {"\u0665", "invalid length: found 2"}, // its last byte is that of e
             {"{x" + id.substr(1) + "}", "invalid character: found `x` at 0"},
             {"{" + id, "invalid character: found `{` at 0"},
             {"{}", "invalid group count: expected 5, found 1"},
             {"urn:uuid:" + std::string(32, 'a'), "invalid group count: expected 5, found 1"},
             {"-----", "invalid group count: expected 5, found 6"},
             {"5c1bd8b03-a53-4d27-8d1b-7f1a3f2d9a10", "invalid group length in group 0: expected 8, found 9"},
             {"5c1bd8b0-3a53-4d272-d1b-7f1a3f2d9a10", "invalid group length in group 2: expected 4, found 5"},
             {id.substr(0, 35), "invalid group length in group 4: expected 12, found 11"},
             {"{" + id.substr(0, 35) + "}", "invalid group length in group 4: expected 12, found 13"},
         })
        BOOST_TEST(refusal(text) == words, text + ": " + refusal(text));
}

BOOST_AUTO_TEST_SUITE_END()
