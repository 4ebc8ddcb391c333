// Triggers evaluated on a database: what is stored of them, what is due, and that nothing is lost or doubled.
#include <server/services/automations/trigger_evaluation.hpp>

#include <models/events/event_queue.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/task_group.hpp>

#include <tests/services/evaluated_database.hpp>
#include <tests/support/dialects.hpp>

#include <db/statistics.hpp>

#include <boost/json/object.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view at_once = R"({"type":"event","posture":"Reactive","expect":["a"],"within":0})";

} // namespace

BOOST_AUTO_TEST_SUITE(trigger_evaluation)

PRAETOR_TEST_EACH_DIALECT(an_event_that_a_trigger_expects_makes_an_action_due_once)
{
    evaluated_database at{dialect};
    auto const id = at.automate(at_once);
    at.happen("a");
    at.happen("b");
    BOOST_TEST(at.queued() == "2");
    at.step();
    BOOST_TEST(at.queued() == "1"); // the event that tells of it
    BOOST_TEST(at.due() == "1");
    BOOST_TEST(at.run("SELECT automation_id FROM praetor_due_action") == id);
    BOOST_TEST(at.run("SELECT attempts FROM praetor_due_action") == "0");
    at.step();
    BOOST_TEST(at.due() == "1");
}

// What follows of a firing comes with each of them, and there may be thousands of automations.
PRAETOR_TEST_EACH_DIALECT(automations_are_looked_at_anew_when_they_change_and_not_when_they_fire)
{
    evaluated_database at{dialect};
    at.automate(at_once);
    services::trigger_evaluation service{at.executor(), *at.store, at.bus, at.config.events};
    await(at.context, service.step());
    auto const reads_after = [&](std::string name) {
        service.hear(at.event_named(std::move(name)));
        auto const before = at.store->statistics().reads;
        await(at.context, service.step());
        return at.store->statistics().reads - before;
    };
    for (auto const* const name : {"a", "prefect.automation.triggered", "prefect.automation.resolved",
                                   "prefect.automation.action.triggered", "prefect.automation.action.executed"})
        BOOST_TEST(reads_after(name) == 0U, name);
    for (auto const* const name :
         {"prefect.automation.created", "prefect.automation.updated", "prefect.automation.deleted"})
        BOOST_TEST(reads_after(name) > 0U, name);
}

PRAETOR_TEST_EACH_DIALECT(an_event_tells_that_an_automation_was_triggered_and_is_evaluated_itself)
{
    evaluated_database at{dialect};
    auto const id = at.automate(at_once, "[]", R"([{"type":"do-nothing"}])");
    at.automate(R"({"type":"event","posture":"Reactive","expect":["prefect.automation.triggered"]})");
    auto const cause = at.event_named("a");
    at.keep({cause});
    at.step();
    BOOST_TEST(at.count_heard("prefect.automation.triggered") >= 1);
    auto const& told = *at.heard.front();
    BOOST_TEST(told.resource.id() == "prefect.automation." + id);
    BOOST_TEST(told.resource.label("prefect.posture") == "Reactive");
    BOOST_TEST(told.related.front().id() == "prefect.event." + to_string(cause.id));
    BOOST_TEST(told.related.front().role() == "triggering-event");
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE id = '" + to_string(told.id) + "'") == "1");
    at.step();
    // The second fires by the first's event, and then by its own again and again, one a step.
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_due_action WHERE automation_id = '" + id + "'") == "1");
    auto const action =
        json::parse(at.run("SELECT triggered_action FROM praetor_due_action WHERE automation_id = '" + id + "'"));
    auto const& object = action.as_object();
    for (auto const key : {"automation", "id", "firing", "triggered", "triggering_labels", "triggering_event", "action",
                           "action_index", "automation_triggered_event_id"})
        BOOST_TEST(object.contains(key), key);
    BOOST_TEST(object.at("triggering_event").as_object().at("event").as_string() == "prefect.automation.triggered");
    BOOST_TEST(object.at("automation_triggered_event_id").as_string() == to_string(told.id));
    BOOST_TEST(object.at("firing").as_object().at("triggering_event").as_object().at("event").as_string() == "a");
}

PRAETOR_TEST_EACH_DIALECT(an_automation_of_the_same_moment_as_one_that_is_known_misses_no_event)
{
    evaluated_database at{dialect};
    services::trigger_evaluation service{at.executor(), *at.store, at.bus, at.config.events};
    at.automate(at_once);
    await(at.context, service.step());
    at.automate(at_once);
    at.run("UPDATE automation SET updated = (SELECT min(updated) FROM automation)");
    at.happen("a");
    service.look_for_events();
    await(at.context, service.step());
    BOOST_TEST(at.due() == "2");
}

PRAETOR_TEST_EACH_DIALECT(without_automations_no_event_is_queued)
{
    evaluated_database at{dialect};
    at.happen("a");
    BOOST_TEST(at.queued() == "0");
    auto const id = at.automate(at_once);
    at.run("UPDATE automation SET enabled = false");
    at.happen("a");
    BOOST_TEST(at.queued() == "0");
    at.run("UPDATE automation SET enabled = true");
    at.happen("prefect.log.write");
    BOOST_TEST(at.queued() == "0");
    auto const once = at.event_named("a");
    at.keep({once});
    at.keep({once}); // known already
    BOOST_TEST(at.queued() == "1");
    BOOST_TEST(id.size() == 36U);
}

PRAETOR_TEST_EACH_DIALECT(counts_are_kept_in_the_reference_s_table_and_go_on_from_there)
{
    evaluated_database at{dialect};
    at.automate(
        R"({"type":"event","posture":"Reactive","expect":["a"],"threshold":3,"within":60,"for_each":["prefect.resource.id"]})");
    at.happen("a");
    at.happen("a");
    at.step();
    BOOST_TEST(at.run("SELECT count FROM automation_bucket") == "2");
    BOOST_TEST(at.run("SELECT bucketing_key FROM automation_bucket") == R"(["thing.1"])");
    BOOST_TEST(at.run("SELECT last_operation FROM automation_bucket") == "increment_bucket[update]");
    BOOST_TEST(at.due() == "0");
    at.happen("a");
    at.step();
    BOOST_TEST(at.due() == "1");
    BOOST_TEST(at.run("SELECT count FROM automation_bucket") == "0"); // of the time after it has fired
    BOOST_TEST(at.run("SELECT last_operation FROM automation_bucket") == "start_new_bucket[insert]");
}

PRAETOR_TEST_EACH_DIALECT(parts_of_a_compound_trigger_wait_in_the_reference_s_table)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"compound","require":"all","within":60,"triggers":[)" + std::string{at_once} +
                R"(,{"type":"event","posture":"Reactive","expect":["b"]}]})");
    at.happen("a");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM composite_trigger_child_firing") == "1");
    BOOST_TEST(at.due() == "0");
    at.happen("b");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM composite_trigger_child_firing") == "0");
    BOOST_TEST(at.due() == "1");
}

PRAETOR_TEST_EACH_DIALECT(parts_of_a_sequence_that_fire_in_one_batch_fire_it)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"sequence","within":60,"triggers":[)" + std::string{at_once} +
                R"(,{"type":"event","posture":"Reactive","expect":["b"]}]})");
    at.keep({at.event_named("a"), at.event_named("b"), at.event_named("b"), at.event_named("a"), at.event_named("b")});
    at.step();
    BOOST_TEST(at.due() == "2");
}

PRAETOR_TEST_EACH_DIALECT(long_events_are_evaluated_a_few_at_a_time_and_each_once)
{
    evaluated_database at{dialect};
    at.automate(at_once);
    std::vector<models::event> events;
    for (int i = 0; i < 12; ++i) {
        events.push_back(at.event_named("a"));
        events.back().payload.text = R"({"text":")" + std::string(1'200'000, 'x') + "\"}";
    }
    at.keep(std::move(events));
    auto const first =
        await(at.context, at.store->read(models::read_event_queue, std::int64_t{100}, models::max_evaluated_bytes));
    BOOST_TEST(first.size() == 7U); // 8.4 MB
    BOOST_TEST(await(at.context, at.store->read(models::read_event_queue, std::int64_t{100}, std::int64_t{1})).size() ==
               1U);
    at.step();
    BOOST_TEST(at.due() == "12");
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_event_queue AS queue JOIN events ON events.id = queue.event_id "
                      "WHERE events.event = 'a'") == "0");
}

PRAETOR_TEST_EACH_DIALECT(what_does_not_come_in_time_fires_a_proactive_trigger)
{
    evaluated_database at{dialect};
    at.automate(
        R"({"type":"event","posture":"Proactive","after":["a"],"expect":["b"],"within":10,"for_each":["prefect.resource.id"]})");
    at.happen("a", 5s);
    at.step();
    BOOST_TEST(at.due() == "0");
    at.run("UPDATE automation_bucket SET start = '2020-01-01 00:00:00.000000', \"end\" = '2020-01-01 00:00:10.000000'");
    at.run("DELETE FROM praetor_trigger_look");
    at.step();
    BOOST_TEST(at.due() == "1");
    BOOST_TEST(at.run("SELECT count(*) FROM automation_bucket") == "0");
    auto const action = json::parse(at.run("SELECT triggered_action FROM praetor_due_action"));
    BOOST_TEST(action.as_object().at("triggering_event").as_object().at("event").as_string() == "a");
    BOOST_TEST(action.as_object().at("triggering_labels").as_object().at("prefect.resource.id").as_string() ==
               "thing.1");
}

PRAETOR_TEST_EACH_DIALECT(an_event_that_was_deleted_before_it_was_seen_leaves_the_queue)
{
    evaluated_database at{dialect};
    at.automate(at_once);
    at.happen("a");
    at.run("DELETE FROM events");
    at.step();
    BOOST_TEST(at.queued() == "0");
    BOOST_TEST(at.due() == "0");
}

PRAETOR_TEST_EACH_DIALECT(servers_side_by_side_look_at_the_time_no_oftener_than_one)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"event","posture":"Proactive","expect":["b"],"within":60})");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_bucket") == "1");
    at.happen("b");
    at.step(); // another one: the bucket has seen enough, and stays until it is looked at again
    BOOST_TEST(at.run("SELECT count FROM automation_bucket") == "1");
    at.run("UPDATE praetor_trigger_look SET next_look = '2020-01-01 00:00:00.000000'");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_bucket") == "0");
}

PRAETOR_TEST_EACH_DIALECT(an_event_that_was_expected_is_held_for_the_bucket_that_opens_over_it)
{
    evaluated_database at{dialect};
    at.automate(
        R"({"type":"event","posture":"Proactive","after":["a"],"expect":["b"],"threshold":2,"within":10,"for_each":["prefect.resource.id"]})");
    at.happen("b", 4s);
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_held_event") == "1");
    at.happen("a", 5s);
    at.step();
    BOOST_TEST(at.run("SELECT count FROM automation_bucket") == "1");
}

PRAETOR_TEST_EACH_DIALECT(buckets_that_ended_go_and_so_do_held_events_that_nothing_counts)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"event","posture":"Reactive","expect":["a"],"threshold":2,"within":60})");
    at.automate(R"({"type":"event","posture":"Proactive","after":["x"],"expect":["b"],"within":10})");
    at.happen("a");
    at.happen("b");
    at.step();
    at.run("UPDATE automation_bucket SET start = '2020-01-01 00:00:00.000000', \"end\" = '2020-01-01 00:00:10.000000' "
           "WHERE count = 1");
    at.run("UPDATE automation_held_event SET updated = '2020-01-01 00:00:00.000000'");
    at.run("DELETE FROM automation_bucket WHERE count = 0");
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_bucket WHERE count = 1") == "0");
}

PRAETOR_TEST_EACH_DIALECT(an_automation_that_is_deleted_or_disabled_is_triggered_no_more)
{
    evaluated_database at{dialect};
    auto const id = at.automate(at_once);
    auto const other = at.automate(at_once);
    services::trigger_evaluation service{at.executor(), *at.store, at.bus, at.config.events};
    at.happen("a");
    await(at.context, service.step());
    BOOST_TEST(at.due() == "2");
    at.run("DELETE FROM automation WHERE id = '" + id + "'");
    at.happen("a");
    await(at.context, service.step());
    BOOST_TEST(at.due() == "3");
    at.happen("a");
    at.run("UPDATE automation SET enabled = false, updated = '2100-01-01 00:00:00.000000'");
    await(at.context, service.step());
    BOOST_TEST(at.due() == "3");
    BOOST_TEST(at.queued() == "0");
    BOOST_TEST(other.size() == 36U);
}

// Two servers of one database look at the same time, again and again, while events come.
PRAETOR_TEST_EACH_DIALECT(servers_side_by_side_fire_each_event_once)
{
    evaluated_database at{dialect};
    for (int i = 0; i < 3; ++i)
        at.automate(at_once);
    at.automate(R"({"type":"event","posture":"Reactive","expect":["a"],"threshold":10,"within":0})");
    services::trigger_evaluation one{at.executor(), *at.store, at.bus, at.config.events};
    services::trigger_evaluation other{at.executor(), *at.store, at.bus, at.config.events};
    for (int round = 0; round < 10; ++round) {
        std::vector<models::event> events;
        for (int i = 0; i < 20; ++i)
            events.push_back(at.event_named("a"));
        at.keep(std::move(events));
        task_group both{at.executor()};
        both.spawn(one.step());
        both.spawn(other.step());
        await(at.context, both.join());
    }
    BOOST_TEST(at.due() == "620"); // 3 * 200 and 200 / 10
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event = 'prefect.automation.triggered'") == "620");
}

PRAETOR_TEST_EACH_DIALECT(what_a_transaction_that_fails_evaluated_is_evaluated_again)
{
    evaluated_database at{dialect};
    at.automate(at_once);
    at.happen("a");
    at.run("ALTER TABLE praetor_due_action RENAME TO away");
    BOOST_CHECK_THROW(at.step(), error);
    at.run("ALTER TABLE away RENAME TO praetor_due_action");
    BOOST_TEST(at.queued() == "1");
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event = 'prefect.automation.triggered'") == "0");
    at.step();
    BOOST_TEST(at.due() == "1");
}

constexpr std::string_view for_every_event = R"({"type":"event","posture":"Reactive","within":0})";
constexpr std::string_view for_firings =
    R"({"type":"event","posture":"Reactive","expect":["prefect.automation.triggered"],"within":0})";

PRAETOR_TEST_EACH_DIALECT(an_automation_that_fires_by_its_own_events_comes_to_an_end)
{
    evaluated_database at{dialect};
    at.automate(for_every_event, "[]");
    at.happen("a");
    for (int i = 0; i < 200; ++i)
        at.step();
    BOOST_TEST(at.queued() == "0");
    BOOST_TEST(at.firings() == "100");
    at.happen("a"); // which has its own bound
    for (int i = 0; i < 200; ++i)
        at.step();
    BOOST_TEST(at.firings() == "200");
}

PRAETOR_TEST_EACH_DIALECT(automations_that_fire_one_another_share_what_may_follow_from_an_event)
{
    evaluated_database at{dialect};
    for (int i = 0; i < 3; ++i)
        at.automate(for_every_event, "[]");
    at.happen("a");
    for (int i = 0; i < 20; ++i)
        at.step();
    BOOST_TEST(at.queued() == "0");
    BOOST_TEST(at.firings() == "93"); // 3, which leave 32 each; 9, which leave 9; 27, which leave 2; 54
}

PRAETOR_TEST_EACH_DIALECT(an_event_of_outside_fires_every_automation_and_each_may_be_looked_for)
{
    evaluated_database at{dialect};
    for (int i = 0; i < 120; ++i)
        at.automate(at_once, "[]");
    at.happen("a");
    at.step();
    BOOST_TEST(at.firings() == "120");
    at.automate(for_firings, "[]");
    for (int i = 0; i < 30; ++i)
        at.step();
    BOOST_TEST(at.queued() == "0");
    BOOST_TEST(at.firings() == "1320"); // its own firings too: ten from each
}

BOOST_AUTO_TEST_SUITE_END()
