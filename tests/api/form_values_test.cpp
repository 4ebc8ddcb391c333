#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <models/flow_runs/flow_run_input.hpp>

#include <server/base/run.hpp>

#include <db/database.hpp>

#include <boost/asio/io_context.hpp>

#include <future>

using namespace praetor;
using namespace praetor::tests;

namespace {

// A run that waits for an object with a text `x`.
std::string make_waiting_run(test_server const& server)
{
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, R"({"type":"RUNNING"})", true);
    set_state(server, run,
              R"({"type":"PAUSED","state_details":{"pause_reschedule":false,"pause_timeout":"2999-01-01T00:00:00Z",)"
              R"("run_input_keyset":{"schema":"wanted","response":"given","description":"d"}}})",
              true);
    server.post("/flow_runs/" + run + "/input",
                R"({"key":"wanted","value":"{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}},)"
                R"(\"required\":[\"x\"]}"})");
    return run;
}

answer resume(test_server const& server, std::string const& run, std::string const& x)
{
    return server.post("/flow_runs/" + run + "/resume", R"({"run_input":{"x":)" + x + "}}");
}

std::string reason(answer const& refused)
{
    return text_of(refused.json().at("details"), "reason");
}

task<models::awaited_input> read_awaited(db::database& store, uuid id)
{
    auto found = co_await store.read(models::read_awaited_input, id, false);
    co_await store.close();
    co_return std::move(found.value());
}

task<bool> resume_seen(db::database& store, uuid id, models::awaited_input seen)
{
    auto const done = co_await store.transaction(models::resume_flow_run, id, std::move(seen), std::string{"{}"},
                                                 models::transition_request{});
    co_await store.close();
    co_return done.has_value();
}

models::awaited_input awaited_by(test_server& server, std::string const& run)
{
    boost::asio::io_context context{1};
    auto const store = db::open(context.get_executor(), server.database().options());
    return run_until_done(context, read_awaited(*store, *uuid::parse(run)));
}

bool is_resumed(test_server& server, std::string const& run, models::awaited_input seen)
{
    boost::asio::io_context context{1};
    auto const store = db::open(context.get_executor(), server.database().options());
    return run_until_done(context, resume_seen(*store, *uuid::parse(run), std::move(seen)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(form_values_over_http)

PRAETOR_TEST_EACH_DIALECT(the_input_of_a_resumed_run_may_be_a_variable_or_a_template)
{
    test_server server{dialect};
    server.post("/variables/", R"({"name":"known","value":"kept"})");
    auto const run = make_waiting_run(server);
    auto const done = resume(server, run, R"({"__prefect_kind":"workspace_variable","variable_name":"known"})");
    BOOST_TEST(done.status == 201);
    BOOST_TEST(done.json().at("status") == "ACCEPT");
    BOOST_TEST(server.get("/flow_runs/" + run + "/input/given").body == R"({"x":"kept"})");
    auto const other = make_waiting_run(server);
    BOOST_TEST(resume(server, other, R"({"__prefect_kind":"jinja","template":"{{ 'a' | upper }}"})").status == 201);
    BOOST_TEST(server.get("/flow_runs/" + other + "/input/given").body == R"({"x":"A"})");
}

PRAETOR_TEST_EACH_DIALECT(an_input_that_can_not_be_filled_in_is_rejected)
{
    test_server server{dialect};
    auto const run = make_waiting_run(server);
    BOOST_TEST(reason(resume(server, run, R"({"__prefect_kind":"workspace_variable","variable_name":"other"})")) ==
               "Error hydrating run input: Variable 'other' not found in workspace.");
    BOOST_TEST(reason(resume(server, run, R"({"__prefect_kind":"json","value":"nonsense"})")) ==
               "Error hydrating run input: Invalid JSON: Expecting value: line 1 column 1 (char 0)");
    BOOST_TEST(reason(resume(server, run, "5")) ==
               "Reason: Validation failed for field 'x'. Failure reason: 5 is not of type 'string'");
    BOOST_TEST(resume(server, run, R"("text")").status == 201);
}

// Two loops of a hundred over what takes some milliseconds each.
std::string endless_template()
{
    return R"({"__prefect_kind":"jinja","template":"{% for a in range(100) %}{% for b in range(100) %})"
           R"({% set s = 'x' * 30000000 %}{% endfor %}{% endfor %}"})";
}

PRAETOR_TEST_EACH_DIALECT(others_are_answered_while_a_template_takes_until_its_deadline)
{
    test_server server{dialect};
    auto const run = make_waiting_run(server);
    auto resumed = std::async(std::launch::async, [&] { return resume(server, run, endless_template()); });
    // Its own deadline is a second away.
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(server.get("/health").status == 200);
        BOOST_TEST(server.get("/flow_runs/" + run).status == 200);
        BOOST_TEST(server.post("/variables/", R"({"name":"v)" + std::to_string(i) + R"(","value":1})").status == 201);
    }
    BOOST_TEST((resumed.wait_for(std::chrono::seconds{0}) == std::future_status::timeout));
    BOOST_TEST(reason(resumed.get()) ==
               "Error hydrating run input: Invalid jinja: Failed to render template due to the following error: The "
               "template takes too much memory or time.");
    // The run waits on, and the next template is rendered.
    BOOST_TEST(resume(server, run, R"({"__prefect_kind":"jinja","template":"{{ 'a' }}"})").status == 201);
}

PRAETOR_TEST_EACH_DIALECT(an_input_of_five_thousand_templates_is_taken)
{
    test_server server{dialect};
    auto const run = make_waiting_run(server);
    std::string input = R"("x":"")";
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    constexpr unsigned count = 500; // of a second, a sanitizer takes most
#else
    constexpr unsigned count = 5'000;
#endif
    for (unsigned i = 0; i < count; ++i)
        input += ",\"" + std::to_string(i) + R"(":{"__prefect_kind":"jinja","template":"{{ 1 }}"})";
    BOOST_TEST(server.post("/flow_runs/" + run + "/resume", R"({"run_input":{)" + input + "}}").status == 201);
    auto const given = server.get("/flow_runs/" + run + "/input/given").json();
    BOOST_TEST(given.as_object().size() == count + 1);
    BOOST_TEST(given.at(std::to_string(count - 1)) == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_changed_while_its_input_was_checked_is_not_resumed)
{
    test_server server{dialect};
    auto const run = make_waiting_run(server);
    auto const seen = awaited_by(server, run);
    BOOST_TEST(seen.is_wanted());
    BOOST_TEST(seen.schema.has_value());
    set_state(server, run,
              R"({"type":"PAUSED","state_details":{"pause_reschedule":false,)"
              R"("pause_timeout":"2999-01-01T00:00:00Z",)"
              R"("run_input_keyset":{"schema":"other","response":"given"}}})",
              true);
    BOOST_TEST(!is_resumed(server, run, seen));
    BOOST_TEST(text_of(server.get("/flow_runs/" + run).json(), "state_type") == "PAUSED");
}

PRAETOR_TEST_EACH_DIALECT(an_input_is_held_against_the_schema_that_is_there_when_the_run_is_resumed)
{
    test_server server{dialect};
    auto const run = make_waiting_run(server);
    auto const seen = awaited_by(server, run);
    server.ask("DELETE", "/flow_runs/" + run + "/input/wanted");
    BOOST_TEST(!is_resumed(server, run, seen));
    BOOST_TEST(reason(resume(server, run, R"("text")")) == "Run input schema not found.");
}

PRAETOR_TEST_EACH_DIALECT(a_form_is_told_what_is_wrong_with_each_field)
{
    test_server server{dialect};
    auto const validate = [&](std::string const& schema, std::string const& values) {
        return server.post("/ui/schemas/validate", R"({"schema":)" + schema + R"(,"values":)" + values + '}');
    };
    BOOST_TEST(validate("{}", "{}").body == R"({"errors":[],"valid":true})");
    BOOST_TEST(validate(R"({"properties":{"x":{"const":1}}})", R"({"x":2})").body ==
               R"({"errors":[{"property":"x","errors":["1 was expected"]}],"valid":false})");
    auto const refused = validate(R"({"type":"none such"})", "{}");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body ==
               R"({"detail":"Invalid schema: 'none such' is not valid under any of the given schemas"})");
    BOOST_TEST(server.post("/ui/schemas/validate", "{}").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(no_run_has_any_of_no_tags)
{
    test_server server{dialect};
    make_flow_run(server, make_flow(server), R"(,"tags":["a"])");
    BOOST_TEST(server.post("/flow_runs/filter", R"({"flow_runs":{"tags":{"any_":[]}}})").body == "[]");
    BOOST_TEST(server.post("/flow_runs/filter", R"({"flow_runs":{"tags":{"all_":[]}}})").json().as_array().size() ==
               1U);
}

PRAETOR_TEST_EACH_DIALECT(administrators_are_told_the_settings_without_secrets)
{
    test_server server{dialect};
    auto const settings = server.get("/admin/settings").json();
    BOOST_TEST(settings.at("server").at("api").at("default_limit") == 200);
    BOOST_TEST(settings.at("server").at("database").at("connection_url") == "**********");
}

BOOST_AUTO_TEST_SUITE_END()
