// Actions as clients write them: which of the seventeen is meant, and what a refusal says.
#include <models/automations/actions/action.hpp>
#include <models/automations/actions/action_templates.hpp>
#include <models/automations/actions/template_errors.hpp>
#include <models/automations/actions/upgraded_templates.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

using namespace praetor;
using namespace praetor::models::actions;

namespace {

constexpr std::string_view some_id = "5a2c3a52-2a3c-4a7b-8f1e-000000000000";

action read_action(std::string_view text)
{
    action read;
    json::problems found{"body"};
    if (!json::read(read, json::parse(text), found))
        throw std::runtime_error{found.to_json()};
    return read;
}

// As replies tell it.
std::string told(std::string_view text)
{
    return json::to_text(read_action(text));
}

json::problems refusal_of(std::string_view text)
{
    action read;
    json::problems found{"body"};
    BOOST_TEST(!json::read(read, json::parse(text), found));
    return found;
}

// What is said of one alternative of the union.
std::vector<std::string> said_of(json::problems const& all, std::string_view alternative)
{
    std::vector<std::string> said;
    for (auto const& one : all.found())
        if (one.loc.find('"' + std::string{alternative} + '"') != std::string::npos)
            said.push_back(one.msg);
    return said;
}

std::string upgraded(std::string_view text)
{
    auto value = json::parse(text);
    upgrade_templates(value.as_object());
    return json::serialize(value);
}

} // namespace

BOOST_AUTO_TEST_SUITE(actions)

BOOST_AUTO_TEST_CASE(an_action_is_told_with_all_that_it_has_by_default)
{
    BOOST_TEST(told(R"({"type":"do-nothing"})") == R"({"type":"do-nothing"})");
    BOOST_TEST(told(R"({"type":"run-deployment","source":"inferred","schedule_after":"PT5S","parameters":{"x":1}})") ==
               R"({"type":"run-deployment","source":"inferred","deployment_id":null,"parameters":{"x":1},)"
               R"("job_variables":null,"schedule_after":5.0})");
    BOOST_TEST(told(R"({"type":"change-flow-run-state","state":"FAILED"})") ==
               R"({"type":"change-flow-run-state","name":null,"state":"FAILED","message":null,"force":false})");
    BOOST_TEST(
        told(R"({"type":"send-notification","block_document_id":")" + std::string{some_id} + R"(","body":"b"})") ==
        R"({"type":"send-notification","block_document_id":")" + std::string{some_id} +
            R"(","subject":"Prefect automated notification","body":"b"})");
}

BOOST_AUTO_TEST_CASE(without_a_type_the_action_is_the_one_of_which_most_was_sent)
{
    BOOST_TEST(type_of(read_action("{}")) == "do-nothing");
    BOOST_TEST(type_of(read_action(R"({"source":"inferred"})")) == "run-deployment");
    BOOST_TEST(type_of(read_action(R"({"state":"FAILED","name":"x"})")) == "change-flow-run-state");
    BOOST_TEST(type_of(read_action(R"({"work_pool_id":")" + std::string{some_id} + "\"}")) == "pause-work-pool");
    BOOST_TEST(type_of(read_action(R"({"state":"nope"})")) == "do-nothing");
}

BOOST_AUTO_TEST_CASE(a_type_that_is_none_is_refused_by_each_of_the_seventeen)
{
    auto const found = refusal_of(R"({"type":"nope"})");
    BOOST_TEST(found.size() == 21U);
    BOOST_TEST(found.found().front().loc == R"(["body","DoNothing","type"])");
    BOOST_TEST(found.found().front().msg == "Input should be 'do-nothing'");
    BOOST_TEST(found.found()[1].loc ==
               R"(["body","function-after[selected_deployment_requires_id(), RunDeployment]","type"])");
    BOOST_TEST(said_of(found, "ChangeFlowRunState").size() == 2U);
    BOOST_TEST(refusal_of("3").size() == 17U);
}

BOOST_AUTO_TEST_CASE(whom_an_action_is_done_to_is_selected_by_an_id_or_inferred_without_one)
{
    auto const label = "function-after[selected_deployment_requires_id(), RunDeployment]";
    auto const selected = refusal_of(R"({"type":"run-deployment"})");
    BOOST_TEST(said_of(selected, label).front() == "Value error, deployment_id is required");
    auto const inferred =
        refusal_of(R"({"type":"run-deployment","source":"inferred","deployment_id":")" + std::string{some_id} + "\"}");
    BOOST_TEST(said_of(inferred, label).front() == "Value error, deployment_id is not allowed");
    auto const pool = refusal_of(R"({"type":"resume-work-pool"})");
    BOOST_TEST(said_of(pool, "function-after[selected_work_pool_requires_id(), ResumeWorkPool]").front() ==
               "Value error, work_pool_id is required");
    auto const late = refusal_of(R"({"type":"run-deployment","source":"inferred","schedule_after":-1})");
    BOOST_TEST(said_of(late, label).front() == "Value error, schedule_after must be non-negative");
}

BOOST_AUTO_TEST_CASE(a_payload_that_is_no_text_becomes_the_text_of_it)
{
    auto const payload = [](std::string const& value) {
        auto const one = read_action(R"({"type":"call-webhook","block_document_id":")" + std::string{some_id} +
                                     R"(","payload":)" + value + "}");
        return std::get<call_webhook>(one).payload->text;
    };
    BOOST_TEST(payload(R"("{{ x }}")") == "{{ x }}");
    BOOST_TEST(payload(R"({"message":"a","list":[1,{}]})") ==
               "{\n  \"message\": \"a\",\n  \"list\": [\n    1,\n    {}\n  ]\n}");
    BOOST_TEST(payload("3") == "3");
    auto const none =
        refusal_of(R"({"type":"call-webhook","block_document_id":")" + std::string{some_id} + R"(","payload":null})");
    BOOST_TEST(said_of(none, "CallWebhook").front() == "Input should be a valid string");
}

BOOST_AUTO_TEST_CASE(what_only_the_process_for_templates_finds_stands_among_all_else_that_is_wrong)
{
    auto const sent = json::parse(R"({"type":"send-notification","subject":"{{ a ","body":3})");
    template_errors faults;
    faults.add(sent.at("subject"), "'subject' is not a valid template: x");
    action read;
    json::problems found{"body"};
    {
        template_errors::known const known{faults};
        BOOST_TEST(!json::read(read, sent, found));
    }
    BOOST_TEST(said_of(found, "SendNotification") ==
                   (std::vector<std::string>{"Field required", "Value error, 'subject' is not a valid template: x",
                                             "Input should be a valid string"}),
               boost::test_tools::per_element());
    BOOST_TEST(found.found().back().loc ==
               R"(["body","function-after[selected_work_pool_requires_id(), ResumeWorkPool]","type"])");
    json::problems later{"body"};
    BOOST_TEST(!json::read(read, sent, later));
    BOOST_TEST(said_of(later, "SendNotification").size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_action_without_a_type_is_none_whose_template_has_a_fault)
{
    auto const sent = json::parse(R"({"block_document_id":")" + std::string{some_id} + R"(","payload":{"a":"{{"}})");
    template_errors faults;
    faults.add(sent.at("payload"), "'payload' is not a valid template: x");
    template_errors::known const known{faults};
    action read;
    json::problems found{"body"};
    BOOST_TEST(json::read(read, sent, found));
    BOOST_TEST(type_of(read) == "do-nothing");
}

BOOST_AUTO_TEST_CASE(all_templates_of_an_automation_are_found_whatever_else_is_wrong)
{
    auto const sent =
        json::parse(R"({"actions":[3,{"type":"nope","subject":"s","body":3,"payload":{"a":1}}],"actions_on_trigger":3,)"
                    R"("actions_on_resolve":[{"payload":null,"parameters":{"a":"{{ b }}"}},{"parameters":{"a":1}}]})");
    auto const all = templates_in(sent);
    BOOST_REQUIRE(all.texts.size() == 2U);
    BOOST_TEST(all.texts[0].text == "s");
    BOOST_TEST(all.texts[1].member == "payload");
    BOOST_TEST(all.texts[1].text == "{\n  \"a\": 1\n}");
    BOOST_REQUIRE(all.parameters.size() == 1U);
    BOOST_TEST(&all.parameters[0].where == &sent.at("actions_on_resolve").at(0).at("parameters"));
    BOOST_TEST(templates_in(json::parse("[]")).texts.empty());
}

BOOST_AUTO_TEST_CASE(templates_that_stand_as_plain_text_are_asked_to_be_rendered)
{
    BOOST_TEST(upgraded(R"({"a":"Hello {{ x }}","b":1,"c":{"d":"{% if x %}{% endif %}"}})") ==
               R"({"a":{"__prefect_kind":"jinja","template":"Hello {{ x }}"},"b":1,)"
               R"("c":{"d":{"__prefect_kind":"jinja","template":"{% if x %}{% endif %}"}}})");
    BOOST_TEST(
        upgraded(R"({"a":[" {{ x.y }} ",2]})") ==
        R"({"a":[{"__prefect_kind":"json","value":{"__prefect_kind":"jinja","template":"{{ x.y | tojson }}"}},2]})");
    BOOST_TEST(upgraded(R"({"a":{"__prefect_kind":"none","value":"{{ x }}"}})") ==
               R"({"a":{"__prefect_kind":"none","value":"{{ x }}"}})");
}

BOOST_AUTO_TEST_CASE(problems_of_parameters_are_told_by_their_names)
{
    auto const sent =
        json::parse(R"({"actions":[{"parameters":{"b":{"__prefect_kind":"jinja","template":"{{"},"n":{"c":)"
                    R"({"__prefect_kind":"none"}},"l":[{"__prefect_kind":"none"}],"j":{"__prefect_kind":"json"}}}]})");
    auto const asked = templates_in(sent).parameters;
    BOOST_REQUIRE(asked.size() == 1U);
    auto const problem =
        parameter_problems(models::hydrated_values(models::hydration_answer(models::to_message(asked[0].check))));
    BOOST_REQUIRE(problem.has_value());
    BOOST_TEST(problem->starts_with("Invalid parameters: \nb: Invalid jinja: "));
    BOOST_TEST(problem->ends_with("\n  n.c: Missing 'value' key in __prefect object"));
}

BOOST_AUTO_TEST_SUITE_END()
