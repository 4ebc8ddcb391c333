#include <models/work_pools/base_job_template.hpp>

#include <server/base/json/parse.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;

namespace {

// What is wrong with a template; empty where it is one.
std::string problem_of(std::string_view text)
{
    base_job_template made;
    json::problems found{"body"};
    if (json::read(made, json::parse(text), found))
        return {};
    return found.found().front().msg;
}

using names = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(base_job_templates)

BOOST_AUTO_TEST_CASE(placeholders_are_found_as_the_reference_finds_them)
{
    BOOST_TEST(placeholders_of("{{ a }}.{{b}} {{a}}") == (names{"a", "b"}));
    BOOST_TEST(placeholders_of("{{ prefect.blocks.x[0].y }}{{$HOME}}") == (names{"prefect.blocks.x[0].y", "$HOME"}));
    BOOST_TEST(placeholders_of("{{{ a }}").size() == 1);
    BOOST_TEST(placeholders_of("{{ a b }} {{}} {{ a } }").empty());
    BOOST_TEST(placeholders_of("{{ \xc3\xa4 }}").empty());
}

BOOST_AUTO_TEST_CASE(a_template_is_empty_or_declares_all_that_its_configuration_uses)
{
    BOOST_TEST(problem_of("{}").empty());
    BOOST_TEST(problem_of(R"({"job_configuration":{"c":"{{ a }}"},"variables":{"properties":{"a":{}}}})").empty());
    BOOST_TEST(
        problem_of(R"({"job_configuration":{"c":[{"{{ k }}":"{{ a }}"}]},"variables":{"properties":{"a":{}}}})") ==
        "Value error, The variables specified in the job configuration template must be present as properties in "
        "the variables schema. Your job configuration uses the following undeclared variable(s): k.");
}

BOOST_AUTO_TEST_CASE(a_template_without_either_part_is_refused_in_the_words_of_the_reference)
{
    auto const words =
        "Value error, The `base_job_template` must contain both a `job_configuration` key and a `variables` key.";
    for (auto const* text : {R"({"a":1})", R"({"job_configuration":{},"variables":{"a":1}})",
                             R"({"job_configuration":{"a":1},"variables":null})"})
        BOOST_TEST(problem_of(text) == words);
}

BOOST_AUTO_TEST_CASE(parts_of_a_template_that_are_no_objects_are_refused)
{
    for (auto const* text :
         {R"({"job_configuration":[1],"variables":{"a":1}})", R"({"job_configuration":{"a":1},"variables":"b"})",
          R"({"job_configuration":{"a":1},"variables":{"properties":[]}})", "[]", "null"})
        BOOST_TEST(!problem_of(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
