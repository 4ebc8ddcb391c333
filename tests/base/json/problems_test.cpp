// However much is wrong with a request, the refusal is short.
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/problems.hpp>

#include <boost/json/array.hpp>
#include <boost/json/error.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace praetor;

namespace {

boost::json::array many(std::size_t count, boost::json::value const& one)
{
    return boost::json::array(count, one);
}

} // namespace

BOOST_AUTO_TEST_SUITE(problems_of_requests)

BOOST_AUTO_TEST_CASE(a_list_is_read_no_further_than_a_hundred_problems)
{
    std::vector<std::int64_t> out;
    json::problems found{"body"};
    BOOST_TEST(!json::read(out, many(1'000'000, "no number"), found));
    BOOST_TEST(found.size() == 100U);
    BOOST_TEST(out.size() == 100U);
    BOOST_TEST(found.found().back().loc == R"(["body",99])");
}

BOOST_AUTO_TEST_CASE(an_object_is_read_no_further_than_a_hundred_problems)
{
    boost::json::object all;
    for (int i = 0; i < 1'000; ++i)
        all[std::to_string(i)] = "no number";
    std::map<std::string, std::int64_t> out;
    json::problems found{"body"};
    BOOST_TEST(!json::read(out, all, found));
    BOOST_TEST(found.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_list_behind_a_hundred_problems_does_not_pass_for_read)
{
    json::problems found{"body"};
    for (int i = 0; i < 100; ++i)
        found.add("missing", "Field required", nullptr);
    std::vector<std::int64_t> out;
    BOOST_TEST(!json::read(out, many(3, 1), found));
}

BOOST_AUTO_TEST_CASE(inputs_are_told_whole_until_they_are_256_kb_together)
{
    boost::json::value const parent = boost::json::object{{"name", std::string(100'000, 'x')}};
    json::problems found{"body"};
    for (int i = 0; i < 100; ++i)
        found.add("missing", "Field required", parent);
    BOOST_TEST(found.found()[0].input == json::serialize(parent));
    BOOST_TEST(found.found()[1].input == json::serialize(parent));
    BOOST_TEST(found.found()[2].input.size() < 1'100U);
    auto const brief = boost::json::parse(found.found()[2].input);
    BOOST_TEST(brief.as_string().starts_with(R"({"name":"xxx)"));
    BOOST_TEST(brief.as_string().ends_with("…"));
    BOOST_TEST(found.to_json().size() < 400'000U);
    BOOST_TEST(boost::json::parse(found.to_json()).as_array().size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_small_input_is_told_whole_behind_long_ones)
{
    json::problems found{"body"};
    found.add("string_type", "Input should be a valid string", many(200'000, 1));
    found.add("int_type", "Input should be a valid integer", "small");
    BOOST_TEST(found.found()[1].input == R"("small")");
}

BOOST_AUTO_TEST_CASE(places_are_not_told_beyond_a_megabyte)
{
    std::string const name(700'000, 'n');
    json::problems found{"body"};
    json::problems::descent const into{found, std::string_view{name}};
    json::problems::alternatives all{found};
    for (int i = 0; i < 100; ++i)
        found.add("int_type", "Input should be a valid integer", "x");
    BOOST_TEST(found.size() == 2U);
    BOOST_TEST(found.are_enough());
    all.forget();
    BOOST_TEST(!found.are_enough());
}

BOOST_AUTO_TEST_CASE(alternatives_of_a_union_are_told_whatever_was_found_before_and_forgotten_where_one_fits)
{
    json::problems found{"body"};
    auto const find = [&](int count) {
        for (int i = 0; i < count; ++i)
            found.add("int_type", "Input should be a valid integer", "x");
    };
    find(99);
    {
        json::problems::alternatives outer{found};
        find(99);
        {
            json::problems::alternatives inner{found};
            find(99);
            BOOST_TEST(found.size() == 297U);
            BOOST_TEST(!found.are_enough());
            inner.forget();
            BOOST_TEST(found.size() == 198U);
            find(200);
            BOOST_TEST(found.size() == 298U);
            BOOST_TEST(found.are_enough());
        }
        BOOST_TEST(found.size() == 199U); // those that the outer union would have taken
        BOOST_TEST(found.are_enough());
    }
    BOOST_TEST(found.size() == 100U);
    BOOST_TEST(found.are_enough());
}

BOOST_AUTO_TEST_CASE(a_brief_text_never_ends_within_a_character)
{
    for (std::size_t blanks = 0; blanks < 4; ++blanks) {
        std::string text(blanks, ' ');
        for (int i = 0; i < 1'000; ++i)
            text += "\xf0\x9f\x91\x8b";
        auto const brief = json::serialize_briefly(boost::json::string{text}, 10);
        BOOST_TEST(brief.size() < 1'100U);
        BOOST_CHECK_NO_THROW(boost::json::parse(brief));
    }
}

BOOST_AUTO_TEST_CASE(a_text_whose_value_would_take_too_much_memory_is_given_up_on)
{
    auto const parsed = [](std::string const& text) {
        boost::system::error_code failed;
        std::size_t left = 1'000'000;
        json::parse_within(left, text, failed);
        return failed;
    };
    auto const repeated = [](std::string_view piece, std::size_t count) {
        std::string all = "[";
        for (std::size_t i = 0; i < count; ++i)
            all += piece;
        return all + "0]";
    };
    BOOST_TEST(!parsed(repeated("0,", 20'000)));
    BOOST_TEST(!parsed('"' + std::string(900'000, 'x') + '"'));
    for (auto const* piece : {"0,", "[],", "{},", R"({"a":0},)", "null,", "true,", "1.5,", R"("",)"})
        BOOST_TEST((parsed(repeated(piece, 100'000)) == boost::json::error::array_too_large), piece);
}

BOOST_AUTO_TEST_SUITE_END()
