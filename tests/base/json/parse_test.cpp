#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;

namespace {

std::string read_and_written(std::string_view text)
{
    boost::system::error_code failed;
    auto const value = json::parse(text, failed);
    return failed ? "refused" : json::serialize(value);
}

template <class T>
std::string problem_of(std::string_view text)
{
    boost::system::error_code failed;
    json::problems found{"body"};
    T value{};
    return json::read(value, json::parse(text, failed), found) ? json::to_text(value) : found.found().front().type;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_parse)

BOOST_AUTO_TEST_CASE(integers_of_any_size_come_out_as_they_went_in)
{
    for (auto const* text :
         {"9223372036854775807", "9223372036854775808", "18446744073709551616", "-9223372036854775809",
          "[1000000000000000000000000000000]", R"({"a":-12345678901234567890})"})
        BOOST_TEST(read_and_written(text) == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_null)
{
    BOOST_TEST(json::parse("{").is_null());
    BOOST_TEST(json::parse("[1]").is_array());
}

BOOST_AUTO_TEST_CASE(floats_are_written_as_python_writes_them)
{
    BOOST_TEST(read_and_written("1e20") == "1e+20");
    BOOST_TEST(read_and_written("[1.0,100000.5,1e-5,1e15,1e16]") == "[1.0,100000.5,1e-05,1000000000000000.0,1e+16]");
}

BOOST_AUTO_TEST_CASE(half_a_character_is_refused)
{
    for (auto const* text : {R"("\ud800")", R"("\udc00x")", R"({"\ud800":1})"})
        BOOST_TEST(read_and_written(text) == "refused", text);
    BOOST_TEST(read_and_written(R"("\ud83d\ude00")") == "\"\xf0\x9f\x98\x80\"");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_instead_of_exhausting_the_stack)
{
    BOOST_TEST(read_and_written(std::string(800, '[') + std::string(800, ']')) != "refused");
    BOOST_TEST(read_and_written(std::string(100'000, '[')) == "refused");
}

BOOST_AUTO_TEST_CASE(what_follows_a_value_is_refused)
{
    for (auto const* text : {"1 2", "{} x", "nul", "", "[1,]", "{'a':1}"})
        BOOST_TEST(read_and_written(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(integers_are_read_from_what_pydantic_reads_them_from)
{
    for (auto const* text : {"5", "5.0", R"("5")", R"(" 5 ")", R"("+5")", R"("5.00")", R"("0_005")"})
        BOOST_TEST(problem_of<std::int64_t>(text) == "5", text);
    BOOST_TEST(problem_of<std::int64_t>("1e400") == "finite_number");
    BOOST_TEST(problem_of<std::int64_t>("1e20") == "int_parsing_size");
    BOOST_TEST(problem_of<std::int64_t>("5.5") == "int_from_float");
    for (auto const* text : {R"("5.")", R"("1__0")", R"("_1")", R"("0x10")", R"("-05")", R"("")", R"("1e3")"})
        BOOST_TEST(problem_of<std::int64_t>(text) == "int_parsing", text);
}

BOOST_AUTO_TEST_CASE(booleans_are_read_from_words_and_from_0_and_1_only)
{
    for (auto const* text : {"true", "1", "1.0", R"("YES")", R"("on")", R"("t")"})
        BOOST_TEST(problem_of<bool>(text) == "true", text);
    BOOST_TEST(problem_of<bool>("2") == "bool_parsing");
    BOOST_TEST(problem_of<bool>(R"("2")") == "bool_parsing");
    BOOST_TEST(problem_of<bool>("5.5") == "bool_type");
    BOOST_TEST(problem_of<bool>("1e20") == "bool_type");
}

BOOST_AUTO_TEST_SUITE_END()
