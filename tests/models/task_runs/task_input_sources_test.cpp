#include <models/task_runs/task_input_sources.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using models::read_task_inputs;

namespace {

std::string const first = "11111111-1111-4111-8111-111111111111";
std::string const second = "22222222-2222-4222-8222-222222222222";

std::string task_input(std::string const& id)
{
    return R"({"input_type": "task_run", "id": ")" + id + R"("})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_input_sources)

BOOST_AUTO_TEST_CASE(each_source_of_each_input_counts_and_an_empty_input_counts_once)
{
    auto const found = read_task_inputs(R"({"a": [)" + task_input(first) +
                                        R"(, {"input_type": "constant", "type": "int"}], "b": []})");
    BOOST_TEST(found.inputs == 3U);
    BOOST_TEST((found.parents == std::vector{*uuid::parse(first)}));
    BOOST_TEST(found.encapsulating.empty());
}

BOOST_AUTO_TEST_CASE(runs_around_a_task_are_told_apart_from_its_parents)
{
    auto const found =
        read_task_inputs(R"({"__parents__": [)" + task_input(first) + R"(], "a": [)" + task_input(second) + "]}");
    BOOST_TEST((found.encapsulating == std::vector{*uuid::parse(first)}));
    BOOST_TEST((found.parents == std::vector{*uuid::parse(second)}));
}

BOOST_AUTO_TEST_CASE(escapes_in_keys_and_ids_are_read_as_what_they_stand_for)
{
    auto const found = read_task_inputs(R"({"\u005f_parents__": [{"\u0069d": "\u0031)" + first.substr(1) + R"("}]})");
    BOOST_TEST((found.encapsulating == std::vector{*uuid::parse(first)}));
}

BOOST_AUTO_TEST_CASE(ids_at_other_places_are_no_sources)
{
    for (std::string const& text :
         {R"([{"a": [)" + task_input(first) + "]}]", R"({"id": ")" + first + R"("})",
          R"({"a": )" + task_input(first) + "}", R"({"a": {"b": [)" + task_input(first) + "]}}",
          R"({"a": [[)" + task_input(first) + "]]}", R"({"a": [{"b": )" + task_input(first) + "}]}",
          R"({"a": [{"id": [")" + first + R"("]}]})", std::string{R"({"a": [{"id": 1}, {"id": "no id"}]})"}})
    {
        auto const found = read_task_inputs(text);
        BOOST_TEST(found.parents.empty(), text);
        BOOST_TEST(found.encapsulating.empty(), text);
    }
}

BOOST_AUTO_TEST_CASE(what_comes_after_something_strange_is_read)
{
    auto const found =
        read_task_inputs(R"({"a": {"b": [1]}, "c": [[1], {"id": {"id": "x"}}, )" + task_input(first) + "]}");
    BOOST_TEST((found.parents == std::vector{*uuid::parse(first)}));
    BOOST_TEST(found.inputs == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_names_nothing)
{
    for (std::string const& text :
         {std::string{}, R"({"a": [)" + task_input(first), R"({"a": [)" + task_input(first) + "]} more"})
        BOOST_TEST(read_task_inputs(text).parents.empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
