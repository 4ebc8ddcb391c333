// What becomes of actions that are due: each is done once, and told by its events.
#include <server/services/automations/due_actions.hpp>

#include <models/automations/actions/action_outcome.hpp>
#include <models/automations/automation.hpp>
#include <models/blocks/block_document.hpp>
#include <models/blocks/system_blocks.hpp>

#include <server/base/deadline.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/task_group.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <set>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using enum models::state_type;
using enum models::action_place;

namespace {

constexpr auto automation_id = "00000000-0000-4000-8000-0000000000a1";
constexpr auto event_id = "00000000-0000-4000-8000-0000000000e1";
constexpr auto state_change_id = "00000000-0000-4000-8000-0000000000e2";
constexpr auto deployment_id = "00000000-0000-4000-8000-000000000003";
constexpr auto pool_id = "00000000-0000-4000-8000-000000000004";
constexpr auto queue_id = "00000000-0000-4000-8000-000000000005";

struct acting : service_database
{
    explicit acting(db::dialect dialect) : service_database(dialect) {}
    ~acting() { await(context, templates.stop()); }

    void step()
    {
        done = 0;
        left = 0;
        for (auto const where : {inside, outside}) {
            services::due_actions service{executor(), *store, bus, tools(), where};
            await(context, service.step());
            await(context, service.finish());
            done += service.done();
            left += service.backlog();
        }
    }
    services::action_tools tools()
    {
        return {{*store, templates, threads, values.praetor.encryption_key.text}, values};
    }

    // The action becomes due; its event involves `resource`. Gives the id of the invocation.
    std::string add(std::string const& action, std::string const& resource = {}, std::string const& labels = "{}",
                    std::string const& posture = "Reactive")
    {
        auto const id = to_string(uuid::random());
        auto const when = to_rfc3339(now());
        std::string event = "null";
        if (!resource.empty())
            event = R"({"occurred":")" + when + R"(","event":"x","resource":{"prefect.resource.id":")" + resource +
                    R"(","prefect.resource.name":"it"},"related":[],"payload":{"n":7},"id":")" + event_id +
                    R"(","follows":null,"received":")" + when + "\"}";
        auto const document = R"({"automation":{"id":")" + std::string{automation_id} +
                              R"(","name":"auto","trigger":{"type":"event","posture":")" + posture + R"("}},"id":")" +
                              id + R"(","firing":null,"triggered":")" + when + R"(","triggering_labels":)" + labels +
                              R"(,"triggering_event":)" + event + R"(,"action":)" + action +
                              R"(,"action_index":1,"automation_triggered_event_id":")" + state_change_id + "\"}";
        auto const due = now() - 1s;
        auto const type = std::string{json::parse(action).at("type").as_string()};
        await(context, store->transaction(insert, *uuid::parse(id), document, due, models::actions::is_outgoing(type)));
        return id;
    }
    static task<bool> insert(db::connection& conn, uuid id, std::string document, timestamp due, bool is_outside)
    {
        co_await conn.execute(
            db::sql{"INSERT INTO praetor_due_action (id, automation_id, triggered_action, due, outside) VALUES "
                    "($1, $2, $3, $4, $5)",
                    id, *uuid::parse(automation_id), json_text{document}, due, is_outside});
        co_return true;
    }

    void deploy(std::string const& columns = {}, std::string const& more = {})
    {
        run("INSERT INTO deployment (id, name, flow_id" + columns + ") VALUES ('" + std::string{deployment_id} +
            "', 'd', '" + flow_id + '\'' + more + ")");
    }
    void add_pool()
    {
        run("INSERT INTO work_pool (id, name, type, base_job_template) VALUES ('" + std::string{pool_id} +
            "', 'pool', 'process', '{}')");
        run("INSERT INTO work_queue (id, name, work_pool_id, priority) VALUES ('" + std::string{queue_id} +
            "', 'queue', '" + std::string{pool_id} + "', 1)");
    }

    // The id of a document of that type.
    std::string add_block(std::string const& type, boost::json::object const& data)
    {
        await(context, store->transaction(models::register_protected_blocks));
        models::block_document_create wanted;
        wanted.name.emplace().value = type + std::to_string(++blocks);
        wanted.data->text = json::serialize(data);
        wanted.block_type_id = *uuid::parse(run("SELECT id FROM block_type WHERE slug = '" + type + '\''));
        wanted.block_schema_id = *uuid::parse(
            run("SELECT id FROM block_schema WHERE block_type_id = '" + to_string(wanted.block_type_id) + '\''));
        auto const made = await(
            context, store->transaction(models::create_block_document, models::block_cipher{}, std::move(wanted)));
        return to_string(made.value.id);
    }

    // The last event of an action that was heard: "executed" or "failed".
    models::event const& last() const
    {
        BOOST_REQUIRE(!heard.empty());
        return *heard.back();
    }
    boost::json::value payload() const { return json::parse(last().payload.text); }
    std::string reason() const { return std::string{payload().at("reason").as_string()}; }
    std::int64_t status() const { return payload().at("status_code").to_number<std::int64_t>(); }
    // Of the actions that were executed, in the order in which they were told.
    std::vector<std::string> executed_invocations() const
    {
        std::vector<std::string> all;
        for (auto const& one : heard)
            if (one->event == "prefect.automation.action.executed")
                all.emplace_back(json::parse(one->payload.text).at("invocation").as_string());
        return all;
    }
    bool executed() const { return last().event == "prefect.automation.action.executed"; }
    std::string rows_left() const { return run("SELECT count(*) FROM praetor_due_action"); }

    settings::values values;
    thread_pool threads;
    services::template_worker templates{context.get_executor()};
    std::uint64_t done = 0;
    std::int64_t left = 0;
    int blocks = 0;
};

std::string on(std::string_view type)
{
    return R"({"type":")" + std::string{type} + "\"}";
}

std::string selected(std::string_view type, std::string_view member, std::string_view id)
{
    return R"({"type":")" + std::string{type} + R"(","source":"selected",")" + std::string{member} + R"(":")" +
           std::string{id} + "\"}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(due_actions)

PRAETOR_TEST_EACH_DIALECT(an_action_that_does_nothing_is_told_by_two_events_as_the_reference_tells_it)
{
    acting at{dialect};
    auto const id = at.add(on("do-nothing"), "prefect.flow-run." + to_string(uuid::random()));
    at.step();
    BOOST_TEST(at.done == 1U);
    BOOST_TEST(at.rows_left() == "0");
    BOOST_REQUIRE(at.heard.size() == 2U);
    auto const& first = *at.heard.front();
    BOOST_TEST(first.event == "prefect.automation.action.triggered");
    BOOST_TEST(first.resource.id() == "prefect.automation." + std::string{automation_id});
    BOOST_TEST(first.resource.label("prefect.resource.name") == "auto");
    BOOST_TEST(first.resource.label("prefect.trigger-type") == "event");
    BOOST_TEST(first.resource.label("prefect.posture") == "Reactive");
    BOOST_REQUIRE(first.related.size() == 2U);
    BOOST_TEST(first.related[0].id() == "prefect.event." + std::string{state_change_id});
    BOOST_TEST(first.related[0].role() == "automation-triggered-event");
    BOOST_TEST(first.related[1].id() == "prefect.event." + std::string{event_id});
    BOOST_TEST(first.related[1].role() == "triggering-event");
    BOOST_TEST((first.follows == uuid::parse(event_id)));
    BOOST_TEST(first.payload.text == R"({"action_index":1,"action_type":"do-nothing","invocation":")" + id + "\"}");
    BOOST_TEST(at.executed());
    BOOST_TEST((at.last().follows == first.id));
    BOOST_TEST(at.last().payload.text == first.payload.text);
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event LIKE 'prefect.automation.action.%'") == "2");
    at.step();
    BOOST_TEST(at.heard.size() == 2U);
}

PRAETOR_TEST_EACH_DIALECT(an_action_is_done_no_sooner_than_it_is_due)
{
    acting at{dialect};
    await(at.context, at.store->transaction(acting::insert, uuid::random(), std::string{"{}"}, now() + 1h, false));
    at.step();
    BOOST_TEST(at.rows_left() == "1");
}

PRAETOR_TEST_EACH_DIALECT(deployments_are_paused_and_resumed_whether_selected_or_inferred)
{
    acting at{dialect};
    at.deploy();
    at.add(selected("pause-deployment", "deployment_id", deployment_id));
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.status() == 200);
    BOOST_TEST(at.last().related.front().id() == "prefect.deployment." + std::string{deployment_id});
    BOOST_TEST(at.last().related.front().role() == "target");
    BOOST_TEST(at.run("SELECT count(*) FROM deployment WHERE paused") == "1");
    at.add(R"({"type":"resume-deployment","source":"inferred"})", "prefect.deployment." + std::string{deployment_id});
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.run("SELECT count(*) FROM deployment WHERE paused") == "0");
    at.add(R"({"type":"resume-deployment","source":"inferred"})", "prefect.flow." + std::string{deployment_id});
    at.step();
    BOOST_TEST(at.reason() == "No deployment could be inferred");
    at.add(R"({"type":"resume-deployment","source":"inferred"})");
    at.step();
    BOOST_TEST(at.reason() == "No event to infer the deployment");
    at.add(selected("pause-deployment", "deployment_id", pool_id));
    at.step();
    BOOST_TEST(at.reason() == "Unexpected status from 'pause-deployment' action: 404");
    BOOST_TEST(at.status() == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_is_run_once_with_templates_filled_in_and_its_automation_as_creator)
{
    acting at{dialect};
    at.deploy(", parameters", R"(, '{"kept": 1}')");
    at.run("INSERT INTO variable (id, name, value) VALUES ('" + to_string(uuid::random()) + "', 'v', '\"value\"')");
    auto const id = at.add(
        R"({"type":"run-deployment","source":"selected","deployment_id":")" + std::string{deployment_id} +
            R"(","parameters":{"n":"{{ event.payload.n }}","text":"got {{ event.resource.name }} of {{ flow.name }}",)"
            R"("v":{"__prefect_kind":"workspace_variable","variable_name":"v"}},"job_variables":{"a":1},)"
            R"("schedule_after":60})",
        "prefect.flow." + at.flow_id);
    at.step();
    BOOST_REQUIRE_MESSAGE(at.executed(), at.last().payload.text);
    BOOST_TEST(at.status() == 201);
    BOOST_REQUIRE(at.last().related.size() == 4U);
    BOOST_TEST(at.last().related[1].role() == "flow-run");
    auto const run_id = at.run("SELECT id FROM flow_run");
    BOOST_TEST(at.last().related[1].id() == "prefect.flow-run." + run_id);
    auto const run = await(at.context, at.store->read(models::read_flow_run, *uuid::parse(run_id)));
    BOOST_REQUIRE(run.has_value());
    BOOST_TEST(json::parse(run->parameters.text) ==
               json::parse(R"({"kept":1,"n":7,"text":"got it of f","v":"value"})"));
    BOOST_TEST(run->idempotency_key.value_or("") ==
               "automation " + std::string{automation_id} + ", action 1, invocation " + id);
    BOOST_TEST((run->next_scheduled_start_time > now() + 50s));
    BOOST_REQUIRE(run->created_by.has_value());
    BOOST_TEST(json::parse(run->created_by->text).at("type") == "AUTOMATION");
    BOOST_TEST(json::parse(run->created_by->text).at("display_value") == "auto");
    BOOST_TEST(at.state_of(run_id) == "Scheduled");
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_can_not_be_made_says_why)
{
    acting at{dialect};
    at.deploy();
    auto const parameters = [&](std::string const& value) {
        at.add(R"({"type":"run-deployment","source":"selected","deployment_id":")" + std::string{deployment_id} +
                   R"(","parameters":{"a":)" + value + "}}",
               "prefect.flow." + at.flow_id);
        at.step();
        return at.reason();
    };
    BOOST_TEST(parameters(R"({"__prefect_kind":"json","value":"{"})") ==
               "Unable to create flow run from deployment: InvalidJSON()");
    BOOST_TEST(parameters(R"({"__prefect_kind":"workspace_variable","variable_name":"none"})") ==
               "Unable to create flow run from deployment: WorkspaceVariableNotFound()");
    BOOST_TEST(parameters(R"("{{ 1 / 0 }}")") == "Unable to create flow run from deployment: InvalidJinja()");
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run") == "0");
    at.add(selected("run-deployment", "deployment_id", pool_id));
    at.step();
    BOOST_TEST(at.reason() == "Unexpected status from 'run-deployment' action: 404");
    at.run("UPDATE deployment SET enforce_parameter_schema = true, parameter_openapi_schema = "
           "'{\"type\": \"object\", \"required\": [\"x\"], \"properties\": {\"x\": {\"type\": \"integer\"}}}'");
    at.add(selected("run-deployment", "deployment_id", deployment_id));
    at.step();
    BOOST_TEST(at.status() == 409);
    BOOST_TEST(at.reason().starts_with("Validation error occurred for 'run-deployment' - Error creating flow run: "));
    BOOST_TEST(at.payload().at("validation_error").as_string().starts_with("Error creating flow run: "));
}

PRAETOR_TEST_EACH_DIALECT(the_state_of_the_flow_run_that_is_meant_is_changed)
{
    acting at{dialect};
    auto const run = at.add_run(RUNNING);
    auto const resource = "prefect.flow-run." + run;
    at.add(on("cancel-flow-run"), resource);
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.status() == 201);
    BOOST_TEST(at.state_of(run) == "Cancelling");
    BOOST_TEST(at.message_of(run) == "Cancelled by Automation " + std::string{automation_id});
    at.add(R"({"type":"change-flow-run-state","state":"COMPLETED","name":"Done","force":true})", resource);
    at.step();
    BOOST_TEST(at.state_of(run) == "Done");
    BOOST_TEST(at.message_of(run) == "State changed by Automation " + std::string{automation_id});
    at.add(R"({"type":"change-flow-run-state","state":"PENDING"})", "prefect.flow-run." + at.add_run(PENDING));
    at.step();
    BOOST_TEST(at.reason().starts_with("Failed to set state: "));
    BOOST_TEST(at.status() == 200);
    // The labels of a bucket say which run, where no event does.
    auto const other = at.add_run(RUNNING);
    at.add(on("suspend-flow-run"), {}, R"({"prefect.resource.id":"prefect.flow-run.)" + other + "\"}", "Proactive");
    at.step();
    BOOST_TEST(at.payload().as_object().contains("reason")); // without a deployment it can not be suspended
    at.add(on("cancel-flow-run"));
    at.step();
    BOOST_TEST(at.reason() == "No flow run could be inferred");
    at.add(on("cancel-flow-run"), "prefect.flow-run." + std::string{pool_id});
    at.step();
    BOOST_TEST(at.reason() == "Unexpected status from 'cancel-flow-run' action: 404");
}

PRAETOR_TEST_EACH_DIALECT(a_flow_run_is_suspended_and_resumed)
{
    acting at{dialect};
    at.deploy();
    auto const run = at.add_run(RUNNING, "deployment_id = '" + std::string{deployment_id} + '\'');
    at.add(on("suspend-flow-run"), "prefect.flow-run." + run);
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.state_of(run) == "Suspended");
    at.add(on("resume-flow-run"), "prefect.flow-run." + run);
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.state_of(run) == "Resuming");
    BOOST_TEST(!at.payload().as_object().contains("status_code"));
    at.add(on("resume-flow-run"), "prefect.flow-run." + run);
    at.step();
    BOOST_TEST(at.reason().starts_with("Failed to resume flow run: "));
    at.add(on("resume-flow-run"), "prefect.flow-run." + std::string{pool_id});
    at.step();
    BOOST_TEST(at.reason() == "Unexpected status from 'resume-flow-run' action: 404");
}

PRAETOR_TEST_EACH_DIALECT(a_flow_run_is_deleted)
{
    acting at{dialect};
    auto const run = at.add_run(RUNNING);
    at.add(on("delete-flow-run"), "prefect.flow-run." + run);
    at.add(on("delete-flow-run"), "prefect.flow-run." + std::string{pool_id});
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run") == "0");
    BOOST_TEST(at.count_heard("prefect.automation.action.executed") == 1);
    BOOST_TEST(at.count_heard("prefect.automation.action.failed") == 1);
}

PRAETOR_TEST_EACH_DIALECT(work_pools_and_queues_are_switched_with_the_events_of_their_status)
{
    acting at{dialect};
    at.add_pool();
    at.add(selected("pause-work-pool", "work_pool_id", pool_id));
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.status() == 204);
    BOOST_TEST(at.last().related.front().label("prefect.resource.name") == "pool");
    BOOST_TEST(at.run("SELECT count(*) FROM work_pool WHERE is_paused") == "1");
    at.add(R"({"type":"resume-work-pool","source":"inferred"})", "prefect.work-pool." + std::string{pool_id});
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM work_pool WHERE is_paused") == "0");
    at.add(selected("pause-work-pool", "work_pool_id", queue_id));
    at.step();
    BOOST_TEST(at.reason() == "Work pool " + std::string{queue_id} + " not found");
    at.add(selected("pause-work-queue", "work_queue_id", queue_id));
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.run("SELECT count(*) FROM work_queue WHERE is_paused") == "1");
    at.add(selected("resume-work-queue", "work_queue_id", pool_id));
    at.step();
    BOOST_TEST(at.reason() == "Unexpected status from 'resume-work-queue' action: 404");
}

PRAETOR_TEST_EACH_DIALECT(automations_are_switched_by_automations)
{
    acting at{dialect};
    models::automation_create wanted;
    wanted.name = "other";
    auto const made = await(at.context, at.store->transaction(models::create_automation, std::move(wanted)));
    auto const id = to_string(made.value.id);
    at.add(selected("pause-automation", "automation_id", id));
    at.step();
    BOOST_TEST(at.executed());
    BOOST_TEST(at.status() == 204);
    BOOST_TEST(at.run("SELECT count(*) FROM automation WHERE enabled") == "0");
    BOOST_TEST(at.count_heard("prefect.automation.updated") == 1);
    at.add(R"({"type":"resume-automation","source":"inferred"})", "prefect.automation." + id);
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation WHERE enabled") == "1");
    // One that would run flows without an end stays off.
    models::automation_create endless;
    endless.name = "endless";
    endless.enabled.set(false);
    auto when = std::get<models::event_trigger>(endless.trigger.as);
    when.expect = {"prefect.flow-run.*"};
    endless.trigger.as = when;
    models::actions::run_deployment runs;
    runs.source.set(models::actions::target_source::inferred);
    endless.actions = {runs};
    auto const off = await(at.context, at.store->transaction(models::create_automation, std::move(endless)));
    at.add(selected("resume-automation", "automation_id", to_string(off.value.id)));
    at.step();
    BOOST_TEST(at.reason() == "Validation error occurred for 'resume-automation'");
    BOOST_TEST(at.status() == 422);
    BOOST_TEST(at.run("SELECT count(*) FROM automation WHERE enabled") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_webhook_is_called_with_its_payload_rendered_and_the_key_of_its_invocation)
{
    acting at{dialect};
    target_server const target;
    auto const block = at.add_block("webhook", {{"url", target.url("/hook")}, {"method", "POST"}});
    auto const id = at.add(R"({"type":"call-webhook","block_document_id":")" + block +
                               R"(","payload":"got {{ event.resource.name }}"})",
                           "prefect.flow." + at.flow_id);
    at.step();
    BOOST_REQUIRE_MESSAGE(at.executed(), at.last().payload.text);
    BOOST_TEST(at.status() == 200);
    BOOST_TEST(at.payload().at("response_body") == "ok");
    BOOST_TEST(at.last().related[0].id() == "prefect.block-document." + block);
    BOOST_TEST(at.last().related[0].role() == "block");
    BOOST_TEST(at.last().related[1].id() == "prefect.block-type.webhook");
    BOOST_TEST(at.count_heard("prefect.block.webhook.loaded") == 1);
    auto const requests = target.requests();
    BOOST_REQUIRE(requests.size() == 1U);
    BOOST_TEST(requests[0].find("Idempotency-Key: " + id) != std::string::npos);
    BOOST_TEST(requests[0].ends_with("got it"));
    BOOST_TEST(at.rows_left() == "0");
}

PRAETOR_TEST_EACH_DIALECT(an_action_whose_block_or_template_does_not_do_says_why)
{
    acting at{dialect};
    auto const call = [&](std::string const& block, std::string const& payload = "x") {
        at.add(R"({"type":"call-webhook","block_document_id":")" + block + R"(","payload":")" + payload + "\"}",
               "prefect.flow." + at.flow_id);
        at.step();
        return at.reason();
    };
    BOOST_TEST(call(pool_id) == "Unexpected status from 'call-webhook' action: 404");
    auto const secret = at.add_block("secret", {{"value", "x"}});
    BOOST_TEST(call(secret) == "The referenced block was not a webhook block");
    at.add(R"({"type":"send-notification","block_document_id":")" + secret + R"(","body":"b"})",
           "prefect.flow." + at.flow_id);
    at.step();
    BOOST_TEST(at.reason() == "The referenced block was not a notification block");
    auto const webhook = at.add_block("webhook", {{"url", "http://127.0.0.1:1/"}});
    BOOST_TEST(call(webhook, "{{ 1 + [] }}").starts_with("Template rendering failed: "));
    BOOST_TEST(at.payload().at("template_source") == "{{ 1 + [] }}");
    BOOST_TEST(call(webhook).starts_with("Webhook call failed: "));
}

PRAETOR_TEST_EACH_DIALECT(an_action_that_nobody_can_read_is_tried_again_later_and_given_up_in_the_end)
{
    acting at{dialect};
    await(at.context,
          at.store->transaction(acting::insert, uuid::random(), std::string{R"({"a":1})"}, now() - 1s, false));
    at.step();
    BOOST_TEST(at.run("SELECT attempts FROM praetor_due_action") == "1");
    BOOST_TEST(at.left == 1);
    at.step(); // not due yet
    BOOST_TEST(at.run("SELECT attempts FROM praetor_due_action") == "1");
    at.run("UPDATE praetor_due_action SET attempts = 9, due = (SELECT min(created) FROM flow)");
    at.step();
    BOOST_TEST(at.rows_left() == "0");
}

PRAETOR_TEST_EACH_DIALECT(slow_webhooks_keep_no_other_action_back_and_each_is_called_once)
{
    acting at{dialect};
    target_server const slow{{.before_answer = 1500ms}};
    target_server const quick;
    auto const call = [&](target_server const& target) {
        auto const block = at.add_block("webhook", {{"url", target.url("/")}});
        return at.add(R"({"type":"call-webhook","block_document_id":")" + block + R"(","payload":"x"})",
                      "prefect.flow." + at.flow_id);
    };
    for (int i = 0; i < 12; ++i)
        call(slow);
    services::due_actions in_database{at.executor(), *at.store, at.bus, at.tools(), inside};
    services::due_actions elsewhere{at.executor(), *at.store, at.bus, at.tools(), outside};
    await(at.context, elsewhere.step());
    auto const called = call(quick);
    auto const done = at.add(on("do-nothing"));
    await(at.context, elsewhere.step());
    await(at.context, in_database.step());
    await(at.context, in_database.finish());
    await(at.context, elsewhere.step());
    await(at.context, elsewhere.finish());
    BOOST_TEST(slow.connections() == 12U);
    BOOST_TEST(at.rows_left() == "0");
    auto const executed = at.executed_invocations();
    BOOST_REQUIRE(executed.size() == 14U);
    std::set<std::string> const first{executed.begin(), executed.begin() + 2};
    BOOST_TEST((first == std::set{called, done}));
}

PRAETOR_TEST_EACH_DIALECT(more_actions_than_are_read_at_once_are_done_by_a_running_service_as_lanes_become_free)
{
    acting at{dialect};
    for (int i = 0; i < 230; ++i)
        at.add(on("do-nothing"));
    services::due_actions service{at.executor(), *at.store, at.bus, at.tools(), inside};
    service.start();
    for (int i = 0; i < 600 && at.heard.size() < 460U; ++i)
        await(at.context, sleep_for(10ms));
    await(at.context, service.stop());
    BOOST_TEST(service.done() == 230U);
    BOOST_TEST(service.failures() == 0U);
    BOOST_TEST(at.rows_left() == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_service_that_stops_gives_up_a_webhook_that_is_not_answered_and_leaves_its_row)
{
    acting at{dialect};
    target_server const silent{{.before_answer = 1h}};
    auto const block = at.add_block("webhook", {{"url", silent.url("/")}});
    at.add(R"({"type":"call-webhook","block_document_id":")" + block + R"(","payload":"x"})",
           "prefect.flow." + at.flow_id);
    services::due_actions service{at.executor(), *at.store, at.bus, at.tools(), outside};
    await(at.context, service.step());
    for (int i = 0; i < 600 && silent.requests().empty(); ++i)
        await(at.context, sleep_for(10ms));
    await(at.context, service.stop());
    BOOST_TEST(at.run("SELECT attempts FROM praetor_due_action") == "1");
    BOOST_TEST(at.heard.empty());
}

PRAETOR_TEST_EACH_DIALECT(actions_wait_while_the_database_refuses_and_are_done_once_it_does_not)
{
    acting at{dialect};
    at.add(on("do-nothing"));
    services::due_actions service{at.executor(), *at.store, at.bus, at.tools(), inside};
    at.run("ALTER TABLE events RENAME TO away");
    await(at.context, service.step());
    await(at.context, service.finish());
    at.run("ALTER TABLE away RENAME TO events");
    at.run("UPDATE praetor_due_action SET due = (SELECT min(created) FROM flow)");
    BOOST_TEST(at.heard.empty());
    await(at.context, service.step());
    await(at.context, service.finish());
    BOOST_TEST(at.executed());
    BOOST_TEST(at.rows_left() == "0");
}

PRAETOR_TEST_EACH_DIALECT(two_servers_do_each_action_once)
{
    acting at{dialect};
    at.deploy();
    for (int i = 0; i < 30; ++i)
        at.add(selected("run-deployment", "deployment_id", deployment_id));
    services::due_actions one{at.executor(), *at.store, at.bus, at.tools(), inside};
    services::due_actions other{at.executor(), *at.store, at.bus, at.tools(), inside};
    task_group both{at.executor()};
    both.spawn(one.step());
    both.spawn(other.step());
    await(at.context, both.join());
    await(at.context, one.finish());
    await(at.context, other.finish());
    BOOST_TEST(one.done() + other.done() == 30U);
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run") == "30");
    BOOST_TEST(at.count_heard("prefect.automation.action.executed") == 30);
}

PRAETOR_TEST_EACH_DIALECT(what_an_action_causes_leaves_no_more_firings_than_its_own)
{
    acting at{dialect};
    at.add_pool();
    at.run("INSERT INTO automation (id, name, description, enabled, trigger, actions) VALUES ('" +
           std::string{automation_id} + "', 'a', '', true, '{}', '[]')");
    at.add(R"({"type":"pause-work-pool","source":"selected","work_pool_id":")" + std::string{pool_id} + R"("})");
    at.run("UPDATE praetor_due_action SET firings_left = 7");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_event_queue WHERE firings_left = 7") == "3"); // the pool's is one
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_event_queue") == "3");
}

BOOST_AUTO_TEST_SUITE_END()
