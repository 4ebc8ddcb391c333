#include <models/deployments/job_variables.hpp>
#include <models/deployments/parameter_schema.hpp>

#include <server/base/error.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;

namespace {

std::string with_variables(std::string const& properties, std::string const& required = "[]")
{
    return R"({"job_configuration":{},"variables":{"type":"object","properties":)" + properties + R"(,"required":)" +
           required + "}}";
}

// "422 Error creating …", or "fits".
std::string verdict(std::string const& base_job_template, std::vector<json_text> variables,
                    job_variables_of whose = job_variables_of::flow_run, default_blocks blocks = {})
{
    try {
        check_job_variables({base_job_template, std::move(blocks), std::move(variables), whose});
        return "fits";
    }
    catch (error const& refused) {
        return (refused.code() == errc::not_found ? "404 " : "422 ") + refused.text();
    }
}

auto const needs_number = with_variables(R"({"n":{"type":"integer","title":"N"}})", R"(["n"])");

} // namespace

BOOST_AUTO_TEST_SUITE(job_variables)

BOOST_AUTO_TEST_CASE(a_run_has_all_required_variables_from_its_deployment_or_its_own)
{
    BOOST_TEST(verdict(needs_number, {}) ==
               "422 Error creating flow run: Validation failed. Failure reason: 'n' is a required property");
    BOOST_TEST(verdict(needs_number, {json_text{R"({"n":1})"}, json_text{"{}"}}) == "fits");
    BOOST_TEST(verdict(needs_number, {json_text{R"({"n":1})"}, json_text{R"({"n":"s"})"}}) ==
               "422 Error creating flow run: Validation failed for field 'n'. Failure reason: 's' is not of type "
               "'integer'");
    BOOST_TEST(verdict(needs_number, {json_text{"{}"}, json_text{}}, job_variables_of::flow_run_update) ==
               "422 Error updating flow run: Validation failed. Failure reason: 'n' is a required property");
}

BOOST_AUTO_TEST_CASE(a_deployment_may_leave_required_variables_to_its_runs)
{
    BOOST_TEST(verdict(needs_number, {json_text{"{}"}}, job_variables_of::deployment) == "fits");
    BOOST_TEST(verdict(needs_number, {json_text{R"({"n":null})"}}, job_variables_of::deployment_update) ==
               "422 Error updating deployment: Validation failed for field 'n'. Failure reason: None is not of type "
               "'integer'");
    BOOST_TEST(verdict(needs_number, {json_text{R"({"n":[]})"}}, job_variables_of::deployment) ==
               "422 Error creating deployment: Validation failed for field 'n'. Failure reason: [] is not of type "
               "'integer'");
}

BOOST_AUTO_TEST_CASE(null_is_a_value_of_what_need_not_be_there_even_beside_a_default)
{
    auto const optional = with_variables(R"({"c":{"type":"string","default":"x"},"o":{"type":"object","properties":)"
                                         R"({"i":{"type":"integer","default":1}}}})");
    BOOST_TEST(verdict(optional, {json_text{R"({"c":null,"o":{"i":null}})"}}) == "fits");
}

BOOST_AUTO_TEST_CASE(a_default_that_does_not_fit_lifts_what_is_required_but_from_the_pool)
{
    auto const broken = with_variables(R"({"n":{"type":"integer"},"m":{"type":"integer","default":"z"}})", R"(["n"])");
    BOOST_TEST(verdict(broken, {}) == "fits");
    BOOST_TEST(verdict(broken, {}, job_variables_of::work_pool_defaults) ==
               "422 Validation failed for work pool's job variable defaults: Validation failed for field 'm'. Failure "
               "reason: 'z' is not valid under any of the given schemas");
    auto const good = with_variables(R"({"n":{"type":"integer"},"m":{"type":"integer","default":2}})", R"(["n"])");
    BOOST_TEST(verdict(good, {}, job_variables_of::work_pool_defaults) == "fits");
}

BOOST_AUTO_TEST_CASE(a_default_may_be_a_block)
{
    auto const id = std::string{"6a1f0c0e-5f6b-4a35-9b36-3d3b6a3a5a01"};
    auto const with_block = with_variables(R"({"b":{"type":"object","required":["x"],"default":{"$ref":)"
                                           R"({"block_document_id":")" +
                                           id + "\"}}}}");
    BOOST_TEST(verdict(with_block, {}) == "404 Block not found.");
    BOOST_TEST(verdict(with_block, {}, job_variables_of::flow_run, {{id, json_text{R"({"x":1})"}}}) == "fits");
    BOOST_TEST(
        verdict(with_block, {}, job_variables_of::work_pool_defaults, {{id, json_text{"[]"}}}).starts_with("422"));
    auto const names_none = with_variables(R"({"b":{"type":"object","default":{"$ref":{}}}})");
    BOOST_TEST(verdict(names_none, {}) == "fits");
    auto const is_no_id = with_variables(R"({"b":{"type":"object","default":{"$ref":{"block_document_id":"x"}}}})");
    BOOST_TEST(verdict(is_no_id, {}) == "404 Block not found.");
}

BOOST_AUTO_TEST_CASE(a_template_without_a_schema_of_variables_takes_everything)
{
    for (auto const* const given :
         {"{}", R"({"variables":{}})", R"({"variables":null})", R"({"job_configuration":{}})"})
        BOOST_TEST(verdict(given, {json_text{R"({"a":1})"}}) == "fits");
    BOOST_TEST(verdict(R"({"variables":{"type":5}})", {}).starts_with("422 Invalid schema: "));
    BOOST_TEST(verdict(R"({"variables":{"$ref":"#"}})", {}) ==
               "422 Invalid schema: Unable to validate schema with circular references.");
}

BOOST_AUTO_TEST_CASE(parameters_are_held_against_types_and_not_formats)
{
    auto const schema =
        R"({"properties":{"u":{"type":"string","format":"uuid"},"n":{"type":"integer"}},"required":["u"]})";
    BOOST_TEST(parameter_problem(schema, R"({"u":"q"})").value_or("fits") == "fits");
    BOOST_TEST(parameter_problem(schema, "{}").value() ==
               "Validation failed. Failure reason: 'u' is a required property");
    BOOST_TEST(parameter_problem(schema, "{}", required_fields::ignored).value_or("fits") == "fits");
    BOOST_TEST(parameter_problem(schema, R"({"u":"q","n":null})").value_or("fits") == "fits");
}

BOOST_AUTO_TEST_SUITE_END()
