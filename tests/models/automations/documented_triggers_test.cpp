// What Prefect's documentation shows of triggers (docs.prefect.io, "Event triggers"), example by example, without a
// database and without a clock. Triggers on metrics are of Prefect Cloud alone.
#include <tests/models/automations/told_triggers.hpp>

#include <models/automations/triggers/loaded_automation.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace praetor;
using namespace praetor::test;
using namespace praetor::models;

namespace {

using resources = std::vector<told_resource>;

told_resource role(std::string id, std::string of, std::string name = "n")
{
    return {std::move(id), {{"prefect.resource.role", std::move(of)}, {"prefect.resource.name", std::move(name)}}};
}

told_resource run_named(std::string name, std::string number = "1")
{
    return {"prefect.flow-run." + std::move(number), {{"prefect.resource.name", std::move(name)}}};
}

// A run of a deployment of flow "hello", on a pool, with a tag.
resources surroundings(std::string const& pool = "cluster", std::string const& tag = "sample")
{
    return {role("prefect.flow.1", "flow", "hello"), role("prefect.deployment.7", "deployment"),
            role("prefect.work-pool.3", "work-pool", pool), role("prefect.tag." + tag, "tag")};
}

// Whether a trigger that fires at once covers the completion of a run.
bool covers(std::string const& match, std::string const& match_related, told_resource const& run,
            resources const& related)
{
    counter of{R"({"posture":"Reactive","expect":["prefect.flow-run.Completed"],"threshold":1,"within":0,"match":)" +
               match + R"(,"match_related":)" + match_related + '}'};
    return of.hear(event_at(0, "prefect.flow-run.Completed", run, related)) == 1;
}

// An automation with all its parts and their keys.
struct told_automation
{
    explicit told_automation(std::string const& trigger)
    {
        stored_automation row;
        row.name = "a";
        row.trigger.text = json::to_text(trigger_of(trigger));
        row.tags.text = row.actions.text = row.actions_on_trigger.text = row.actions_on_resolve.text = "[]";
        automation = load(row);
    }

    // How often it fires by the event.
    std::size_t hear(noted_event_ptr const& event)
    {
        std::size_t all = 0;
        for (std::size_t node = 0; node < automation->nodes.size(); ++node) {
            auto const* part = automation->nodes[node].what->if_event();
            if (part == nullptr || !part->covers(event->what))
                continue;
            fired_events fired;
            count_event(*part, states[{node, part->bucketing_key(event->what)}], event, fired);
            all += climb(node, event->what.occurred, fired);
        }
        return all;
    }

    // How often it fires because so much time has passed.
    std::size_t pass(double until)
    {
        std::size_t all = 0;
        for (auto& [place, state] : states) {
            auto const* part = automation->nodes[place.first].what->if_event();
            if (!part->is_proactive())
                continue;
            if (state.open && has_seen_enough(*part, *state.open))
                state.open.reset();
            fired_events fired;
            pass_time(*part, state, second(until), fired);
            all += climb(place.first, second(until), fired);
        }
        return all;
    }

    std::size_t climb(std::size_t node, timestamp at, fired_events const& fired)
    {
        std::size_t all = 0;
        for (auto const& event : fired) {
            std::optional<firing> made = firing{uuid::ordered(), automation->nodes[node].what, at, {}, {}, event};
            for (auto parent = automation->nodes[node].parent; parent && made;
                 parent = automation->nodes[*parent].parent)
            {
                auto const& whole = *automation->nodes[*parent].what;
                made = complete(whole, waiting[whole.id()], *made, uuid::ordered(), at);
            }
            all += made ? 1 : 0;
        }
        return all;
    }

    loaded_automation_ptr automation;
    std::map<std::pair<std::size_t, std::vector<std::string>>, key_state> states;
    std::map<uuid, child_firings> waiting;
};

std::string writes_of(std::string const& flow)
{
    return R"({"type":"event","posture":"Reactive","expect":["file.written"],"match_related":{"prefect.resource.name":")" +
           flow + R"(","prefect.resource.role":"flow"}})";
}

std::string three_writes()
{
    return R"({"type":"compound","require":"all","within":3600,"triggers":[)" + writes_of("customers") + ',' +
           writes_of("revenue") + ',' + writes_of("expenses") + "]}";
}

noted_event_ptr written(double after, std::string const& by)
{
    return event_at(after, "file.written", {}, {role("prefect.flow." + by, "flow", by)});
}

std::string waits_for_the_end(std::string const& keys)
{
    return R"({"type":"event","posture":"Proactive","match":{"prefect.resource.id":"prefect.flow-run.*"},)"
           R"("match_related":{},"after":["prefect.flow-run.Running"],"expect":["prefect.flow-run.Completed"],)"
           R"("threshold":1,"within":60,"for_each":)" +
           keys + '}';
}

} // namespace

BOOST_AUTO_TEST_SUITE(documented_triggers)

BOOST_AUTO_TEST_CASE(an_event_is_selected_by_its_own_resource_by_those_around_it_or_by_both)
{
    std::string const brisk_or_calm =
        R"({"prefect.resource.id":"prefect.flow-run.*","prefect.resource.name":["brisk-*","calm-*"]})";
    std::string const of_deployment = R"({"prefect.resource.id":"prefect.deployment.7"})";
    BOOST_TEST(covers(brisk_or_calm, "{}", run_named("brisk-otter"), surroundings()));
    BOOST_TEST(covers(brisk_or_calm, "{}", run_named("calm-crane"), {}));
    BOOST_TEST(!covers(brisk_or_calm, "{}", run_named("loud-otter"), surroundings()));
    BOOST_TEST(covers("{}", of_deployment, run_named("loud-otter"), surroundings()));
    BOOST_TEST(!covers("{}", of_deployment, run_named("brisk-otter"), {}));
    BOOST_TEST(covers(brisk_or_calm, of_deployment, run_named("brisk-otter"), surroundings()));
    BOOST_TEST(!covers(brisk_or_calm, of_deployment, run_named("loud-otter"), surroundings()));
    BOOST_TEST(!covers(brisk_or_calm, of_deployment, run_named("brisk-otter"), {}));
}

BOOST_AUTO_TEST_CASE(each_of_a_list_of_related_resources_must_be_there)
{
    std::string const runs = R"({"prefect.resource.id":"prefect.flow-run.*"})";
    std::string const pool_and_tag = R"([{"prefect.resource.name":"cluster","prefect.resource.role":"work-pool"},)"
                                     R"({"prefect.resource.id":"prefect.tag.sample","prefect.resource.role":"tag"}])";
    BOOST_TEST(covers(runs, pool_and_tag, run_named("a"), surroundings()));
    BOOST_TEST(!covers(runs, pool_and_tag, run_named("a"), surroundings("other")));
    BOOST_TEST(!covers(runs, pool_and_tag, run_named("a"), surroundings("cluster", "other")));
    std::string const either =
        R"({"prefect.resource.role":"tag","prefect.resource.id":["prefect.tag.a","prefect.tag.b"]})";
    BOOST_TEST(covers(runs, either, run_named("a"), surroundings("cluster", "b")));
    BOOST_TEST(!covers(runs, either, run_named("a"), surroundings("cluster", "c")));
}

BOOST_AUTO_TEST_CASE(a_negative_pattern_excludes_where_an_event_has_one_such_resource)
{
    std::string const runs = R"({"prefect.resource.id":"prefect.flow-run.*"})";
    std::string const not_that_pool = R"({"prefect.resource.name":"!dev-own","prefect.resource.role":"work-pool"})";
    BOOST_TEST(covers(runs, not_that_pool, run_named("a"), surroundings("dev-other")));
    BOOST_TEST(!covers(runs, not_that_pool, run_named("a"), surroundings("dev-own")));
    std::string const dev_but_that =
        R"([{"prefect.resource.name":"dev-*","prefect.resource.role":"work-pool"},)" + not_that_pool + ']';
    BOOST_TEST(covers(runs, dev_but_that, run_named("a"), surroundings("dev-other")));
    BOOST_TEST(!covers(runs, dev_but_that, run_named("a"), surroundings("dev-own")));
    BOOST_TEST(!covers(runs, dev_but_that, run_named("a"), surroundings("cluster")));
}

BOOST_AUTO_TEST_CASE(a_negative_pattern_excludes_nothing_beside_a_positive_one_nor_where_another_resource_fits)
{
    std::string const runs = R"({"prefect.resource.id":"prefect.flow-run.*"})";
    std::string const one_list =
        R"({"prefect.resource.name":["dev-*","!dev-own"],"prefect.resource.role":"work-pool"})";
    BOOST_TEST(covers(runs, one_list, run_named("a"), surroundings("dev-own")));
    std::string const not_dev = R"({"prefect.resource.id":"!prefect.tag.dev","prefect.resource.role":"tag"})";
    auto both = surroundings("cluster", "dev");
    BOOST_TEST(!covers(runs, not_dev, run_named("a"), both));
    both.push_back(role("prefect.tag.other", "tag"));
    BOOST_TEST(covers(runs, not_dev, run_named("a"), both));
}

BOOST_AUTO_TEST_CASE(two_completions_within_a_minute_fire)
{
    std::string const twice =
        R"({"posture":"Reactive","expect":["prefect.flow-run.Completed"],"threshold":2,"within":60})";
    counter close{twice};
    BOOST_TEST(close.hear(0, "prefect.flow-run.Completed") == 0U);
    BOOST_TEST(close.hear(1, "prefect.flow-run.Failed") == 0U);
    BOOST_TEST(close.hear(59, "prefect.flow-run.Completed") == 1U);
    counter apart{twice};
    BOOST_TEST(apart.hear(0, "prefect.flow-run.Completed") == 0U);
    BOOST_TEST(apart.hear(61, "prefect.flow-run.Completed") == 0U);
}

BOOST_AUTO_TEST_CASE(an_end_counts_only_after_an_event_that_the_flow_itself_emits)
{
    told_automation of{
        R"({"type":"event","posture":"Reactive","match":{"prefect.resource.id":["prefect.flow-run.*","etl.transform"]},)"
        R"("after":["table-missing","table-empty"],"expect":["prefect.flow-run.Completed"],"threshold":1,"within":600})"};
    told_resource const emitter{"etl.transform", {}};
    BOOST_TEST(of.hear(event_at(0, "prefect.flow-run.Completed", run_named("a"))) == 0U);
    BOOST_TEST(of.hear(event_at(1, "table-empty", emitter)) == 0U);
    BOOST_TEST(of.hear(event_at(2, "prefect.flow-run.Completed", run_named("a"))) == 1U);
    BOOST_TEST(of.hear(event_at(3, "table-missing", {"elsewhere", {}})) == 0U);
    BOOST_TEST(of.hear(event_at(4, "prefect.flow-run.Completed", run_named("a"))) == 0U);
}

BOOST_AUTO_TEST_CASE(an_expected_event_that_arrives_before_the_one_it_should_follow_does_not_count)
{
    counter of{R"({"posture":"Reactive","after":["first"],"expect":["second"],"threshold":1,"within":60})"};
    BOOST_TEST(of.hear(1, "second") == 0U);
    BOOST_TEST(of.hear(0, "first") == 0U);
    BOOST_TEST(of.hear(2, "second") == 1U);
}

BOOST_AUTO_TEST_CASE(a_run_that_does_not_end_in_time_is_missed_by_any_other_run_or_for_each_by_itself)
{
    auto const is_running = event_at(0, "prefect.flow-run.Running", run_named("a", "1"));
    auto const other_ended = event_at(30, "prefect.flow-run.Completed", run_named("b", "2"));
    told_automation together{waits_for_the_end("[]")};
    BOOST_TEST(together.hear(is_running) == 0U);
    BOOST_TEST(together.hear(other_ended) == 0U);
    BOOST_TEST(together.pass(61) == 0U);
    told_automation each{waits_for_the_end(R"(["prefect.resource.id"])")};
    BOOST_TEST(each.hear(is_running) == 0U);
    BOOST_TEST(each.hear(other_ended) == 0U);
    BOOST_TEST(each.pass(59) == 0U);
    BOOST_TEST(each.pass(61) == 1U);
    told_automation in_time{waits_for_the_end(R"(["prefect.resource.id"])")};
    BOOST_TEST(in_time.hear(is_running) == 0U);
    BOOST_TEST(in_time.hear(event_at(30, "prefect.flow-run.Completed", run_named("a", "1"))) == 0U);
    BOOST_TEST(in_time.pass(61) == 0U);
}

BOOST_AUTO_TEST_CASE(three_files_within_an_hour_fire_in_whatever_order_and_then_all_three_again)
{
    told_automation of{three_writes()};
    BOOST_TEST(of.hear(written(0, "revenue")) == 0U);
    BOOST_TEST(of.hear(written(10, "revenue")) == 0U);
    BOOST_TEST(of.hear(written(20, "expenses")) == 0U);
    BOOST_TEST(of.hear(written(30, "customers")) == 1U);
    BOOST_TEST(of.hear(written(40, "customers")) == 0U);
    BOOST_TEST(of.hear(written(50, "revenue")) == 0U);
    BOOST_TEST(of.hear(written(60, "expenses")) == 1U);
    told_automation late{three_writes()};
    BOOST_TEST(late.hear(written(0, "customers")) == 0U);
    BOOST_TEST(late.hear(written(10, "revenue")) == 0U);
    BOOST_TEST(late.hear(written(3'700, "expenses")) == 0U);
}

BOOST_AUTO_TEST_CASE(the_files_count_after_the_flow_that_lets_them_be_written)
{
    std::string const initiator =
        R"({"type":"event","posture":"Reactive","expect":["prefect.flow-run.Completed"],"match_related":)"
        R"({"prefect.resource.name":"initiator","prefect.resource.role":"flow"}})";
    std::string const whole =
        R"({"type":"sequence","within":7200,"triggers":[)" + initiator + ',' + three_writes() + "]}";
    auto const ended = [](double at) {
        return event_at(at, "prefect.flow-run.Completed", run_named("a"),
                        {role("prefect.flow.9", "flow", "initiator")});
    };
    told_automation of{whole};
    BOOST_TEST(of.hear(ended(0)) == 0U);
    for (auto const& [at, by] : {std::pair{100, "customers"}, std::pair{200, "revenue"}})
        BOOST_TEST(of.hear(written(at, by)) == 0U);
    BOOST_TEST(of.hear(written(300, "expenses")) == 1U);
    told_automation too_late{whole};
    BOOST_TEST(too_late.hear(ended(0)) == 0U);
    for (auto const& [at, by] :
         {std::pair{10'800, "customers"}, std::pair{10'900, "revenue"}, std::pair{11'000, "expenses"}})
        BOOST_TEST(too_late.hear(written(at, by)) == 0U);
    told_automation before{whole};
    for (auto const& [at, by] : {std::pair{0, "customers"}, std::pair{10, "revenue"}, std::pair{20, "expenses"}})
        BOOST_TEST(before.hear(written(at, by)) == 0U);
    BOOST_TEST(before.hear(ended(100)) == 0U);
}

BOOST_AUTO_TEST_CASE(any_of_several_fires_a_proactive_one_too_without_a_bound_of_time)
{
    std::string const whole =
        R"({"type":"compound","require":"any","within":null,"triggers":[)"
        R"({"type":"event","posture":"Proactive","after":["prefect.flow-run.Pending"],"expect":["prefect.flow-run.Running",)"
        R"("prefect.flow-run.Crashed"],"for_each":["prefect.resource.id"],"within":30,"match_related":)"
        R"({"prefect.resource.name":"hello","prefect.resource.role":"flow"}},)"
        R"({"type":"event","posture":"Reactive","expect":["prefect.work-pool.not-ready"],"match":{"prefect.resource.name":"workers"}}]})";
    told_automation of{whole};
    told_resource const pool{"prefect.work-pool.1", {{"prefect.resource.name", "workers"}}};
    BOOST_TEST(of.hear(event_at(0, "prefect.work-pool.not-ready", pool)) == 1U);
    BOOST_TEST(of.hear(event_at(100'000, "prefect.work-pool.not-ready", pool)) == 1U);
    BOOST_TEST(of.hear(event_at(100'001, "prefect.flow-run.Pending", run_named("a"), surroundings())) == 0U);
    BOOST_TEST(of.pass(100'040) == 1U);
}

BOOST_AUTO_TEST_CASE(composite_triggers_say_within_what_time_if_only_null)
{
    for (std::string const type : {R"("compound","require":"all")", R"("sequence")"}) {
        auto const parts = R"(,"triggers":[)" + writes_of("a") + ',' + writes_of("b") + "]}";
        BOOST_CHECK_THROW(trigger_of(R"({"type":)" + type + parts), std::runtime_error);
        BOOST_TEST(!trigger_of(R"({"type":)" + type + R"(,"within":null)" + parts).within().has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
