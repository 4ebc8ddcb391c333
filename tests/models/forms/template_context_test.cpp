// What templates of automations see, and how it is printed: as the reference's own engine does.
#include <models/forms/template_message.hpp>
#include <models/forms/templates.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace praetor::models;

namespace {

constexpr std::string_view context = R"({
  "event": {"occurred": "2024-01-02T03:04:05.123Z", "event": "prefect.flow-run.Failed",
    "resource": {"prefect.resource.id": "prefect.flow-run.5a2c3a52-2a3c-4a7b-8f1e-000000000000", "prefect.resource.name": "nice"},
    "related": [{"prefect.resource.id": "prefect.flow.5a2c3a52-2a3c-4a7b-8f1e-000000000001", "prefect.resource.role": "flow",
                 "prefect.resource.name": "fl"}],
    "payload": {"a": 1, "b": [true, null, "x"]}, "id": "00000000-0000-0000-0000-000000000007", "follows": null},
  "flow_run": {"id": "00000000-0000-0000-0000-000000000005", "name": "fr", "tags": ["a"], "start_time": null,
    "created": "2024-01-01T00:00:00Z", "state": {"type": "FAILED", "message": null, "timestamp": "2024-01-02T03:04:05Z"}},
  "work_pool": {"id": "00000000-0000-0000-0000-000000000006", "name": "na me"},
  "automation": {"id": "00000000-0000-0000-0000-000000000008", "name": "au"},
  "labels": {"hello.world": "foo", "hello.world.again": "bar", "x": "y"},
  "variables": {"a": 1},
  "__ui_url": "http://ui.example/base"})";

std::string rendered_text(std::string_view text)
{
    auto const made = render_template(text, context);
    return made.problem.empty() ? made.text : "! " + made.problem;
}

} // namespace

BOOST_AUTO_TEST_SUITE(template_context)

BOOST_AUTO_TEST_CASE(values_are_printed_as_python_prints_them)
{
    BOOST_TEST(rendered_text("{{ event.occurred }}") == "2024-01-02 03:04:05.123000+00:00");
    BOOST_TEST(rendered_text("{{ flow_run.created }} {{ flow_run.start_time }}") == "2024-01-01 00:00:00+00:00 None");
    BOOST_TEST(rendered_text("{{ flow_run.state.message }}") == "None");
    BOOST_TEST(rendered_text("{{ flow_run.state.timestamp }}") == "2024-01-02 03:04:05+00:00");
    BOOST_TEST(rendered_text("{{ event.payload }}") == "{'a': 1, 'b': [True, None, 'x']}");
    BOOST_TEST(rendered_text("{{ flow_run.tags }} {{ 1 == 1 }}") == "['a'] True");
    BOOST_TEST(rendered_text("{{ event.payload|tojson }}") == R"({"a": 1, "b": [true, null, "x"]})");
    BOOST_TEST(rendered_text("{{ [1, {'é': '<'}, []]|tojson(indent=2) }}") ==
               "[\n  1,\n  {\n    \"\\u00e9\": \"\\u003c\"\n  },\n  []\n]");
    BOOST_TEST(rendered_text("{{ nope }} {{ nope.x.y }}") == " ");
}

BOOST_AUTO_TEST_CASE(a_time_answers_as_one_of_python)
{
    BOOST_TEST(rendered_text("{{ flow_run.state.timestamp.strftime('%A %d %b %Y %I:%M %p %j') }}") ==
               "Tuesday 02 Jan 2024 03:04 AM 002");
    BOOST_TEST(rendered_text("{{ event.occurred.isoformat() }} {{ event.occurred.year }}") ==
               "2024-01-02T03:04:05.123000+00:00 2024");
}

BOOST_AUTO_TEST_CASE(resources_of_an_event_answer_by_their_names_labels_and_roles)
{
    constexpr auto id = "prefect.flow-run.5a2c3a52-2a3c-4a7b-8f1e-000000000000";
    BOOST_TEST(rendered_text("{{ event.resource.id }}") == id);
    BOOST_TEST(rendered_text("{{ event.resource.name }} {{ event.resource['prefect.resource.name'] }}") == "nice nice");
    BOOST_TEST(rendered_text("{{ event.resource.labels.prefect.resource.id }}") == id);
    BOOST_TEST(rendered_text("{{ event.related[0].role }} {{ event.related[0].name }}") == "flow fl");
    BOOST_TEST(rendered_text("{{ event.resource_in_role['flow'].name }} {{ event.resource_in_role.flow.name }}") ==
               "fl fl");
    BOOST_TEST(rendered_text("{{ event.involved_resources|length }}") == "2");
    BOOST_TEST(rendered_text("{{ event.find_resource_label('related:flow:prefect.resource.name') }}") == "fl");
    BOOST_TEST(rendered_text("{{ event.find_resource_label('prefect.resource.name') }}") == "nice");
    BOOST_TEST(rendered_text("{{ event.resource|tojson }}") ==
               "{\"prefect.resource.id\": \"" + std::string{id} + "\", \"prefect.resource.name\": \"nice\"}");
}

BOOST_AUTO_TEST_CASE(labels_are_walked_by_their_parts)
{
    BOOST_TEST(rendered_text("{{ labels.hello.world }} {{ labels.hello.world.again }} {{ labels.x }}") == "foo bar y");
    BOOST_TEST(rendered_text("{{ labels['hello.world'] }} {{ variables.a }}") == "foo 1");
}

BOOST_AUTO_TEST_CASE(objects_have_their_pages_in_the_dashboard)
{
    BOOST_TEST(rendered_text("{{ flow_run|ui_url }}") ==
               "http://ui.example/base/runs/flow-run/00000000-0000-0000-0000-000000000005");
    BOOST_TEST(rendered_text("{{ automation|ui_url }}") ==
               "http://ui.example/base/automations/automation/00000000-0000-0000-0000-000000000008");
    BOOST_TEST(rendered_text("{{ event|ui_url }}") ==
               "http://ui.example/base/events/event/2024-01-02/00000000-0000-0000-0000-000000000007");
    BOOST_TEST(rendered_text("{{ work_pool|ui_url }}") == "http://ui.example/base/work-pools/work-pool/na%20me");
    BOOST_TEST(rendered_text("{{ automation|ui_resource_events_url }}") ==
               "http://ui.example/events?resource=prefect.automation.00000000-0000-0000-0000-000000000008");
    BOOST_TEST(rendered_text("{{ event.resource|ui_resource_events_url }}") ==
               "http://ui.example/events?resource=prefect.flow-run.5a2c3a52-2a3c-4a7b-8f1e-000000000000");
    BOOST_TEST(rendered_text("{{ 'x'|ui_url }} {{ nope|ui_url }}") == "None None");
    BOOST_TEST(rendered_text("{{ 'see flow-run/5a2c3a52-2a3c-4a7b-8f1e-000000000000 there'|flow_run_id }}") ==
               "5a2c3a52-2a3c-4a7b-8f1e-000000000000");
    auto const nowhere = render_template("{{ automation|ui_url }} {{ automation|ui_resource_events_url }}",
                                         R"({"automation":{"id":"1"}})");
    BOOST_TEST(nowhere.text == "None events?resource=prefect.automation.1");
}

BOOST_AUTO_TEST_CASE(what_no_token_of_a_template_has_is_told_in_the_words_of_jinja)
{
    auto const failure = [](std::string_view text) {
        auto const found = find_template_error(text);
        return found ? std::to_string(found->line) + ' ' + found->message : "none";
    };
    BOOST_TEST(failure("1 - {{ hello }} world!\n2 - oops, this {{ ain't } gonna work\n3 - this is fine") ==
               "2 unexpected char \"'\" at 44");
    BOOST_TEST(failure("{{ x ! y }}") == "1 unexpected char '!' at 5");
    BOOST_TEST(failure("\n{{ \"x }}") == "2 unexpected char '\"' at 4");
    BOOST_TEST(failure("{{ (x }}") == "1 unexpected '}', expected ')'");
    BOOST_TEST(failure("{{ x) }}") == "1 unexpected ')'");
    BOOST_TEST(failure("{# never") == "1 Missing end of comment tag");
    BOOST_TEST(failure("{{ {'a': [1, (2)]} }}{% raw %}{{ ' {% endraw %}{# ' #} it's {{- 'it\\'s' != x -}}") == "none");
}

BOOST_AUTO_TEST_CASE(each_template_of_a_request_has_its_own_result)
{
    auto const results = template_results(
        worker_answer(to_message({{"{{ a }}", "plain", "x\n{{ b ", "{{ a|nofilter }}"}, R"({"a":"A"})"})));
    BOOST_REQUIRE(results.size() == 4U);
    BOOST_TEST(results[0].text == "A");
    BOOST_TEST(results[1].text == "plain");
    BOOST_REQUIRE(results[2].failure.has_value());
    BOOST_TEST(results[2].failure->line == 2);
    BOOST_TEST(results[3].failure.has_value());
    auto const checked = template_results(worker_answer(to_message({{"{{ a|nofilter }}"}, {}})));
    BOOST_TEST(!checked.front().failure.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
