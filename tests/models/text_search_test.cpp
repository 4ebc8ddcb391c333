#include <models/events/label_pattern.hpp>
#include <models/text_search.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor::models;

BOOST_AUTO_TEST_SUITE(text_search)

BOOST_AUTO_TEST_CASE(words_signs_and_phrases_are_told_apart)
{
    auto const words = parse_search(R"(Error -debug !trace +need "two words" "a \"b\"" - x)");
    BOOST_TEST((words.any == std::vector<std::string>{"error", "two words", "a \"b\"", "x"}));
    BOOST_TEST((words.none == std::vector<std::string>{"debug", "trace"}));
    BOOST_TEST((words.required == std::vector<std::string>{"need"}));
}

BOOST_AUTO_TEST_CASE(a_text_matches_by_any_none_and_all)
{
    BOOST_TEST(matches(parse_search("one two"), "has TWO"));
    BOOST_TEST(!matches(parse_search("one two"), "three"));
    BOOST_TEST(!matches(parse_search("one -two"), "one two"));
    BOOST_TEST(!matches(parse_search("one +four"), "one"));
    BOOST_TEST(matches(parse_search(""), "anything"));
}

BOOST_AUTO_TEST_CASE(a_query_has_a_part_for_each_kind_of_word)
{
    BOOST_TEST(parts_of(parse_search(" ")).empty());
    auto const parts = parts_of(parse_search("one two +three"));
    BOOST_TEST_REQUIRE(parts.size() == 2u);
    BOOST_TEST((parts.front().any == std::vector<std::string>{"one", "two"} && parts.front().required.empty()));
    BOOST_TEST((parts.back().any.empty() && parts.back().required == std::vector<std::string>{"three"}));
}

BOOST_AUTO_TEST_CASE(label_patterns_have_stars_question_marks_sets_and_negation)
{
    BOOST_TEST(matches_label("prefect.flow-run.*", "prefect.flow-run.1"));
    BOOST_TEST(!matches_label("prefect.flow-run.*", "prefect.task-run.1"));
    BOOST_TEST(matches_label("!prefect.flow*", "other"));
    BOOST_TEST(matches_label("a?c", "abc"));
    BOOST_TEST(matches_label("[!x-z]bc", "abc"));
    BOOST_TEST(!matches_label("[a-c]", "d"));
    BOOST_TEST(matches_label("*a*b*", "xxaxxbxx"));
    BOOST_TEST(!matches_label("*a*b", "xxaxxbxx"));
    BOOST_TEST(to_like("!a%*_?") == "a\\%%\\__");
}

BOOST_AUTO_TEST_SUITE_END()
