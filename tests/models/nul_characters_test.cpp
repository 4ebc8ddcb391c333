#include <models/nul_characters.hpp>
#include <models/runs/state.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(nul_characters)

BOOST_AUTO_TEST_CASE(they_go_from_texts_and_from_the_strings_of_json)
{
    BOOST_TEST(without_nul("a\0b\0"s) == "ab");
    BOOST_TEST(json_without_nul(R"({"a\u0000":["\u0000b\u0000\u0000"]})") == R"({"a":["b"]})");
    BOOST_TEST(json_without_nul(R"("\u0001")") == R"("\u0001")");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_one_stays)
{
    for (std::string const text : {R"("\\u0000")", R"("\\\\u0000")", R"("u0000")", R"("\")"})
        BOOST_TEST(json_without_nul(text) == text);
    BOOST_TEST(json_without_nul(R"("\\\u0000")") == R"("\\")");
}

BOOST_AUTO_TEST_CASE(a_state_loses_them_in_all_that_a_client_says)
{
    state told;
    told.name = "Run\0ning"s;
    told.message = "\0m"s;
    told.data = json_text{R"({"x":"\u0000"})"};
    told.state_details.cache_key = "k\0"s;
    told.state_details.run_input_keyset.emplace()["res\0ponse"s] = "r\0"s;
    drop_nul(told);
    BOOST_TEST(told.name == "Running");
    BOOST_TEST(told.message.value() == "m");
    BOOST_TEST(told.data.text == R"({"x":""})");
    BOOST_TEST(told.state_details.cache_key.value() == "k");
    BOOST_TEST(told.state_details.run_input_keyset->at("response") == "r");
}

BOOST_AUTO_TEST_SUITE_END()
