#include <server/base/json/codec_impl.hpp>
#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;

struct sample
{
    static constexpr bool refuses_unknown = true;
    std::string name;
    std::optional<std::int64_t> count;
    defaulted<std::vector<std::string>> tags;
    defaulted<positive> page{positive{1}};
};
BOOST_DESCRIBE_STRUCT(sample, (), (name, count, tags, page))

std::string problems_of(std::string_view text)
{
    sample out;
    json::problems found{"body"};
    json::read(out, boost::json::parse(text), found);
    return found.to_json();
}

} // namespace

PRAETOR_JSON_CODEC(sample)

BOOST_AUTO_TEST_SUITE(json_codecs)

BOOST_AUTO_TEST_CASE(members_are_read_and_what_was_left_out_keeps_its_default)
{
    sample out;
    json::problems found{"body"};
    BOOST_TEST(json::read(out, boost::json::parse(R"({"name":"x","tags":["a"]})"), found));
    BOOST_TEST(out.name == "x");
    BOOST_TEST(!out.count);
    BOOST_TEST(out.tags.sent());
    BOOST_TEST(!out.page.sent());
    BOOST_TEST(json::to_text(out) == R"({"name":"x","count":null,"tags":["a"],"page":1})");
}

BOOST_AUTO_TEST_CASE(every_problem_is_told_with_its_place_at_once)
{
    BOOST_TEST(
        problems_of(R"({"count":"many","tags":["a",1],"page":0,"more":1})") ==
        R"([{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"count":"many","tags":["a",1],"page":0,"more":1}},)"
        R"({"type":"int_parsing","loc":["body","count"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"many"},)"
        R"({"type":"string_type","loc":["body","tags",1],"msg":"Input should be a valid string","input":1},)"
        R"({"type":"greater_than","loc":["body","page"],"msg":"Input should be greater than 0","input":0,"ctx":{"gt":0}},)"
        R"({"type":"extra_forbidden","loc":["body","more"],"msg":"Extra inputs are not permitted","input":1}])");
}

BOOST_AUTO_TEST_CASE(a_text_is_escaped_as_json_demands_and_no_more)
{
    std::string out;
    json::write_string(out, "a\"\\\n\x01 ü/");
    BOOST_TEST(out == "\"a\\\"\\\\\\n\\u0001 ü/\"");
}

BOOST_AUTO_TEST_CASE(a_text_is_escaped_wherever_what_needs_it_stands)
{
    // Every byte, alone and beside another that needs it, at each place among those that are looked at together.
    for (int code = 0; code < 256; ++code) {
        for (std::size_t length = 1; length <= 20; ++length) {
            for (std::size_t at = 0; at < length; ++at) {
                std::string text(length, 'x');
                text[(at + 1) % length] = '"';
                text[at] = static_cast<char>(code);
                std::string expected;
                for (auto const one : text) {
                    std::string out;
                    json::write_string(out, std::string_view{&one, 1});
                    expected += out.substr(1, out.size() - 2);
                }
                std::string out = "before";
                json::write_string(out, text);
                BOOST_REQUIRE_EQUAL(out, "before\"" + expected + '"');
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_text_of_any_length_without_escapes_is_written_as_it_is)
{
    std::string out;
    for (std::size_t length = 0; length <= 40; ++length) {
        out.clear();
        json::write_string(out, std::string(length, '\x7f'));
        BOOST_TEST(out == '"' + std::string(length, '\x7f') + '"');
    }
}

BOOST_AUTO_TEST_SUITE_END()
