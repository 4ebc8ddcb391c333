#include <models/forms/form_values.hpp>
#include <models/forms/templates.hpp>

#include <server/base/error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
namespace bj = boost::json;

namespace {

// As the template worker gives it; here in this process.
std::string answer_to(std::string const& values, hydration_purpose purpose)
{
    hydration_request request{values, {{"known", json_text{R"("value")"}}}, purpose};
    return hydration_answer(to_message(request));
}

// The report of values held against a schema.
std::string report(std::string const& schema, std::string const& values)
{
    auto const hydration =
        asks_hydration(values) ? std::optional{answer_to(values, hydration_purpose::check)} : std::nullopt;
    return validated_values(schema, values, hydration).text;
}

std::string refusal(std::string const& schema, std::string const& values)
{
    try {
        validated_values(schema, values, {});
    }
    catch (error const& thrown) {
        return thrown.what();
    }
    return "none";
}

std::string hydrated(std::string const& values)
{
    try {
        return hydrated_text(answer_to(values, hydration_purpose::use));
    }
    catch (error const& thrown) {
        return thrown.what();
    }
}

constexpr auto number_of_x = R"({"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]})";

} // namespace

BOOST_AUTO_TEST_SUITE(form_values)

BOOST_AUTO_TEST_CASE(an_integer_beyond_64_bits_is_an_integer)
{
    BOOST_TEST(report(number_of_x, R"({"x":123456789012345678901234567890})") == report(number_of_x, R"({"x":1})"));
    auto const most = report(R"({"properties":{"x":{"maximum":5}}})", R"({"x":123456789012345678901234567890})");
    BOOST_TEST(most.find("123456789012345678901234567890 is greater than the maximum of 5") != std::string::npos);
    auto const text =
        report(R"({"properties":{"x":{"type":"string"}},"required":["x"]})", R"({"x":123456789012345678901234567890})");
    BOOST_TEST(text.find("123456789012345678901234567890 is not of type 'string'") != std::string::npos);
    BOOST_TEST(hydrated(R"({"x":123456789012345678901234567890})") == R"({"x":123456789012345678901234567890})");
}

BOOST_AUTO_TEST_CASE(values_that_fit_have_no_errors)
{
    BOOST_TEST(report("{}", "{}") == R"({"errors":[],"valid":true})");
    BOOST_TEST(report(number_of_x, R"({"x":1})") == R"({"errors":[],"valid":true})");
    BOOST_TEST(report(number_of_x, R"({"x":1.0})") == R"({"errors":[],"valid":true})");
}

BOOST_AUTO_TEST_CASE(each_problem_stands_beside_its_field)
{
    BOOST_TEST(report(number_of_x, R"({"x":"no"})") ==
               R"({"errors":[{"property":"x","errors":["'no' is not of type 'integer'"]}],"valid":false})");
    BOOST_TEST(report(number_of_x, "{}") ==
               R"({"errors":[{"property":"x","errors":["'x' is a required property"]}],"valid":false})");
    BOOST_TEST(
        report(R"({"properties":{"a":{"items":{"minimum":3}}},"required":["a"]})", R"({"a":[5,1]})") ==
        R"({"errors":[{"property":"a","errors":[{"index":1,"errors":["1 is less than the minimum of 3"]}]}],"valid":false})");
    BOOST_TEST(report(R"({"maxProperties":0})", R"({"a":null})") ==
               R"({"errors":["{'a': None} is expected to be empty"],"valid":false})");
}

BOOST_AUTO_TEST_CASE(a_property_that_need_not_be_sent_may_be_null)
{
    auto const optional = R"({"properties":{"x":{"type":"string"}}})";
    BOOST_TEST(report(optional, R"({"x":null})") == R"({"errors":[],"valid":true})");
    BOOST_TEST(
        report(optional, R"({"x":1})") ==
        R"({"errors":[{"property":"x","errors":["1 is not valid under any of the given schemas"]}],"valid":false})");
}

BOOST_AUTO_TEST_CASE(objects_that_stand_for_values_are_replaced_or_checked)
{
    auto const any = R"({"properties":{"x":{}}})";
    BOOST_TEST(report(number_of_x, R"({"x":{"__prefect_kind":"json","value":"5"}})") ==
               R"({"errors":[],"valid":true})");
    BOOST_TEST(
        report(number_of_x, R"({"x":{"__prefect_kind":"json","value":"{"}})") ==
        R"-({"errors":[{"property":"x","errors":["Invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"]}],"valid":false})-");
    BOOST_TEST(report(number_of_x, R"({"x":{"__prefect_kind":"json"}})") ==
               R"({"errors":[{"property":"x","errors":["'x' is a required property"]}],"valid":false})");
    BOOST_TEST(report(number_of_x, R"({"x":{"__prefect_kind":"jinja","template":"{{ x }}"}})") ==
               R"({"errors":[],"valid":true})");
    BOOST_TEST(
        report(any, R"({"x":{"__prefect_kind":"jinja"}})") ==
        R"({"errors":[{"property":"x","errors":["Missing 'template' key in __prefect object"]}],"valid":false})");
    BOOST_TEST(report(any, R"({"x":{"__prefect_kind":"workspace_variable","variable_name":"other"}})") ==
               R"({"errors":[{"property":"x","errors":["Variable 'other' not found in workspace."]}],"valid":false})");
    BOOST_TEST(report(any, R"({"x":{"__prefect_kind":"none"}})") ==
               R"({"errors":[{"property":"x","errors":["Missing 'value' key in __prefect object"]}],"valid":false})");
}

BOOST_AUTO_TEST_CASE(schemas_that_are_none_are_refused)
{
    BOOST_TEST(refusal(R"({"type":"nonsense"})", "{}") ==
               "Invalid schema: 'nonsense' is not valid under any of the given schemas");
    BOOST_TEST(refusal(R"({"properties":{"x":{"pattern":"["}}})", "{}") == "Invalid schema: '[' is not a 'regex'");
    BOOST_TEST(refusal(R"({"allOf":[{"$ref":"#"}]})", "{}") ==
               "Invalid schema: Unable to validate schema with circular references.");
    BOOST_TEST(refusal(R"({"$ref":"http://127.0.0.1/x"})", "{}") ==
               "Invalid schema: Validation failed. Failure reason: Unresolvable: http://127.0.0.1/x");
    BOOST_TEST(refusal(R"({"$ref":"#/$defs/a"})", "{}") ==
               "Invalid schema: Validation failed. Failure reason: PointerToNowhere: '/$defs/a' does not exist within "
               "{'$ref': '#/$defs/a'}");
}

BOOST_AUTO_TEST_CASE(the_input_of_a_paused_run_is_filled_in)
{
    BOOST_TEST(hydrated(R"({"a":{"__prefect_kind":"workspace_variable","variable_name":"known"},"b":[1]})") ==
               R"({"a":"value","b":[1]})");
    BOOST_TEST(hydrated(R"({"a":{"__prefect_kind":"jinja","template":"{{ 1 + 1 }}{{ none_such.x }}"}})") ==
               R"({"a":"2"})");
    BOOST_TEST(hydrated(R"({"__prefect_kind":"json","value":"{\"a\": 1.5}"})") == R"({"a":1.5})");
    BOOST_TEST(hydrated(R"({"__prefect_kind":"workspace_variable"})") == "{}");
    BOOST_TEST(hydrated(R"({"a":[{"__prefect_kind":"json"},2]})") == R"({"a":[2]})");
    BOOST_TEST(hydrated(R"({"a":{"__prefect_kind":"json","value":"nonsense"}})") ==
               "Invalid JSON: Expecting value: line 1 column 1 (char 0)");
}

BOOST_AUTO_TEST_CASE(one_problem_is_told_where_there_is_no_room_for_more)
{
    BOOST_TEST(input_problem(number_of_x, R"({"x":1})").value_or("none") == "none");
    BOOST_TEST(input_problem(number_of_x, "{}").value() ==
               "Reason: Validation failed. Failure reason: 'x' is a required property");
    BOOST_TEST(input_problem(number_of_x, R"({"x":"a'b"})").value() ==
               R"(Reason: Validation failed for field 'x'. Failure reason: "a'b" is not of type 'integer')");
    BOOST_TEST(input_problem("{", "{}").value() == "Run input schema is not valid JSON.");
}

BOOST_AUTO_TEST_CASE(templates_are_bounded)
{
    std::string const loop = "{% for a in range(3) %}";
    std::string const end = "{% endfor %}";
    BOOST_TEST(!template_problem(loop + loop + end + end));
    BOOST_TEST(template_problem(loop + loop + loop + end + end + end).value() ==
               "Contains nested for loops at a depth of 3. Templates can nest for loops no more than 2 loops deep.");
    std::string many;
    for (int i = 0; i < 11; ++i)
        many += loop + end;
    BOOST_TEST(template_problem(many).value() ==
               "Contains 11 for loops. Templates can contain no more than 10 for loops.");
    BOOST_TEST(template_problem("{{ x").has_value());
    BOOST_TEST(render_template("{% for a in range(3) %}{{ a }}{% endfor %}", "{}").text == "012");
    BOOST_TEST(render_template("{{ x.name }}", R"({"x":{"name":"n"}})").text == "n");
    BOOST_TEST(!render_template("{% for a in range(101) %}{% endfor %}", "{}").problem.empty());
}

BOOST_AUTO_TEST_CASE(templates_without_end_are_stopped)
{
    BOOST_TEST(!render_template("{% macro m(a) %}{{ m(a) }}{{ m(a) }}{% endmacro %}{{ m(1) }}", "{}").problem.empty());
}

BOOST_AUTO_TEST_CASE(values_that_stand_for_no_other_travel_unchanged)
{
    BOOST_TEST(hydrated(R"({"x":"a\nb","y":[1,{"z":null}]})") == R"({"x":"a\nb","y":[1,{"z":null}]})");
}

// Whoever sends a schema chooses what its validation takes.
BOOST_AUTO_TEST_CASE(a_schema_that_takes_too_long_is_refused)
{
    constexpr auto refused = "Invalid schema: Unable to validate schema with circular references.";
    BOOST_TEST(refusal(R"({"unevaluatedProperties":false,"$ref":"#"})", R"({"a":1})") == refused);
    BOOST_TEST(refusal(R"({"unevaluatedItems":false,"allOf":[{"$ref":"#"}]})", R"({"a":1})") == refused);
    // Each problem repeats the value.
    std::string branches;
    for (int i = 0; i < 1'000; ++i)
        branches += (i == 0 ? "" : ",") + std::string{R"({"not":{}})"};
    BOOST_TEST(refusal(R"({"allOf":[)" + branches + "]}", R"({"a":")" + std::string(200'000, 'x') + "\"}") == refused);
    // Each element is held against each other one.
    std::string elements;
    for (int i = 0; i < 3'000; ++i)
        elements += (i == 0 ? "" : ",") + std::to_string(i);
    BOOST_TEST(refusal(R"({"properties":{"a":{"uniqueItems":true}}})", R"({"a":[)" + elements + "]}") == refused);
}

BOOST_AUTO_TEST_CASE(many_problems_stand_in_the_order_of_their_fields)
{
    std::string elements, errors;
    for (int i = 0; i < 20'000; ++i) {
        elements += (i == 0 ? "" : ",") + std::string{R"({"b":1})"};
        errors += (i == 0 ? "" : ",") + std::string{R"({"index":)"} + std::to_string(i) +
                  R"(,"errors":[{"property":"b","errors":["2 was expected"]}]})";
    }
    BOOST_TEST(
        (report(R"({"properties":{"a":{"items":{"properties":{"b":{"const":2}}}}}})", R"({"a":[)" + elements + "]}") ==
         R"({"errors":[{"property":"a","errors":[)" + errors + R"(]}],"valid":false})"));
}

BOOST_AUTO_TEST_CASE(an_expression_that_goes_back_without_end_does_not_match)
{
    auto const schema = R"({"properties":{"x":{"pattern":"^(a|a|b?)*$"}}})";
    BOOST_TEST(input_problem(schema, R"({"x":")" + std::string(50'000, 'a') + "!\"}").has_value());
    BOOST_TEST(refusal(R"({"properties":{"x":{"pattern":")" + std::string(100'001, 'a') + "\"}}}", "{}")
                   .ends_with("is not a 'regex'"));
}

BOOST_AUTO_TEST_CASE(what_an_object_requires_says_nothing_of_the_properties_beside_it)
{
    BOOST_TEST(report(R"({"properties":{"a":{"type":"object","properties":{"x":{"type":"string"}},"required":["b"]},)"
                      R"("b":{"type":"string"}}})",
                      R"({"b":null})") == R"({"errors":[],"valid":true})");
    BOOST_TEST(report(R"({"required":["b"],"properties":{"a":{"type":"object","properties":{"x":{"type":"string"}}},)"
                      R"("b":{"type":"string"}}})",
                      R"({"b":null})") ==
               R"({"errors":[{"property":"b","errors":["None is not of type 'string'"]}],"valid":false})");
}

BOOST_AUTO_TEST_SUITE_END()
