// Which triggers are asked about an event, and in which order events are seen.
#include <tests/models/automations/told_triggers.hpp>

#include <models/automations/triggers/causal_order.hpp>
#include <models/automations/triggers/event_name.hpp>
#include <models/automations/triggers/trigger_index.hpp>

#include <boost/test/unit_test.hpp>

#include <random>

using namespace praetor;
using namespace praetor::test;
using namespace praetor::models;
using namespace std::chrono_literals;

namespace {

loaded_automation_ptr automation_of(std::string_view trigger)
{
    stored_automation row;
    row.id = uuid::ordered();
    row.trigger.text = json::to_text(trigger_of(trigger));
    row.tags.text = row.actions.text = row.actions_on_trigger.text = row.actions_on_resolve.text = "[]";
    return load(row);
}

bool covers(std::string_view trigger, noted_event_ptr const& one)
{
    return trigger_of(trigger).if_event()->covers(one->what);
}

noted_event_ptr following(noted_event_ptr const& leader, double after, duration age = {})
{
    auto made = event_at(after, "x")->what;
    made.follows = leader->what.id;
    made.received = now() - age;
    return note(std::move(made));
}

} // namespace

BOOST_AUTO_TEST_SUITE(interested_triggers)

BOOST_AUTO_TEST_CASE(names_are_looked_for_as_the_reference_does)
{
    auto const covers_name = [](std::string_view pattern, std::string const& name) {
        return covers(R"({"posture":"Reactive","expect":[")" + std::string{pattern} + "\"]}", event_at(0, name));
    };
    BOOST_TEST(covers_name("a.b", "a.b"));
    BOOST_TEST(!covers_name("a.b", "a.bc"));
    BOOST_TEST(covers_name("a.*", "a.b"));
    BOOST_TEST(!covers_name("a.*", "a."));
    BOOST_TEST(covers_name("a.*.c", "a.b.c"));
    BOOST_TEST(!covers_name("!a", "b")); // no negation where names are looked for
    BOOST_TEST(!covers_name("A.b", "a.b"));
    BOOST_TEST(covers(R"({"posture":"Reactive"})", event_at(0, "anything")));
    BOOST_TEST(covers(R"({"posture":"Reactive","after":["a"]})", event_at(0, "anything")));
    BOOST_TEST(begins_with_pattern("a*b", "axxbyyy"));
    BOOST_TEST(!begins_with_pattern("a*b", "ab"));
}

BOOST_AUTO_TEST_CASE(labels_have_to_be_there_and_to_fit_and_so_has_one_related_resource_for_each_specification)
{
    auto const one =
        event_at(0, "x", {"thing.1", {{"stage", "dev"}, {"empty", std::nullopt}}},
                 {{"flow.1", {{"prefect.resource.role", "flow"}}}, {"tag.x", {{"prefect.resource.role", "tag"}}}});
    auto const matched = [&](std::string_view match) {
        return covers(R"({"posture":"Reactive","match":)" + std::string{match} + "}", one);
    };
    auto const related = [&](std::string_view match) {
        return covers(R"({"posture":"Reactive","match_related":)" + std::string{match} + "}", one);
    };
    BOOST_TEST(matched(R"({"prefect.resource.id":"thing.*"})"));
    BOOST_TEST(matched(R"({"prefect.resource.id":["other","thing.1"],"stage":"!prod"})"));
    BOOST_TEST(!matched(R"({"stage":"!dev"})"));
    BOOST_TEST(!matched(R"({"color":"!red"})")); // not there
    BOOST_TEST(!matched(R"({"empty":"*"})"));
    BOOST_TEST(!matched(R"({"stage":[]})"));
    BOOST_TEST(related(R"({"prefect.resource.id":"flow.1","prefect.resource.role":"flow"})"));
    BOOST_TEST(!related(R"({"prefect.resource.id":"flow.1","prefect.resource.role":"tag"})"));
    BOOST_TEST(related(R"([{"prefect.resource.id":"flow.1"},{"prefect.resource.id":"tag.x"}])"));
    BOOST_TEST(!related(R"([{"prefect.resource.id":"flow.1"},{"prefect.resource.id":"tag.y"}])"));
    BOOST_TEST(related("[]"));
}

// Random triggers and events, with few words, so that much fits.
BOOST_AUTO_TEST_CASE(the_index_finds_what_asking_each_trigger_finds)
{
    std::mt19937 random{20240506};
    auto const pick = [&](std::vector<std::string> const& words) { return words[random() % words.size()]; };
    std::vector<std::string> const names{"a.x", "a.y", "a.*", "b.x", "b", "*", "?.x", "[ab].y", "!a.x", "a.x*"};
    std::vector<std::string> const values{"1", "2", "!1", "*", "[12]"};
    std::vector<std::string> const labels{"prefect.resource.id", "stage", "prefect.resource.role"};
    auto const specification = [&] {
        std::string text = "{";
        for (auto const& label : labels)
            if (random() % 3 == 0) {
                auto const list = random() % 2 == 0;
                text += (text.size() > 1 ? ",\"" : "\"") + label + "\":" + (list ? "[" : "") + "\"" + pick(values) +
                        "\"" + (list ? ",\"" + pick(values) + "\"]" : "");
            }
        return text + "}";
    };
    std::vector<loaded_automation_ptr> all;
    for (int i = 0; i < 300; ++i) {
        std::string text = R"({"posture":"Reactive","expect":[)";
        for (auto count = random() % 3; count > 0; --count)
            text += "\"" + pick(names) + "\"" + (count > 1 ? "," : "");
        text += R"(],"after":[)" + (random() % 3 == 0 ? "\"" + pick(names) + "\"" : "");
        text += R"(],"match":)" + specification() + R"(,"match_related":)" +
                (random() % 2 == 0 ? specification() : "[" + specification() + "," + specification() + "]") + "}";
        all.push_back(automation_of(text));
    }
    trigger_index const index{all};
    std::size_t hits = 0;
    for (int i = 0; i < 500; ++i) {
        auto const resource = [&] {
            return told_resource{pick({"1", "2", "3"}),
                                 {{"stage", pick({"1", "2"})}, {"prefect.resource.role", pick({"1", "2"})}}};
        };
        auto const one = event_at(0, pick({"a.x", "a.y", "b.x", "b", "a.", "c", "a.xy", "!a.x"}), resource(),
                                  {resource(), resource()});
        std::vector<uuid> expected;
        for (auto const& automation : all)
            if (automation->root.if_event()->covers(one->what))
                expected.push_back(automation->id);
        std::vector<uuid> found;
        for (auto const* trigger : index.interested(one->what))
            found.push_back(trigger->automation->id);
        BOOST_TEST((found == expected));
        hits += found.size();
    }
    BOOST_TEST(hits > 5000U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(causal_orders)

BOOST_AUTO_TEST_CASE(a_follower_waits_for_its_leader_and_is_seen_right_after_it)
{
    auto const leader = event_at(0, "x");
    auto const second_one = following(leader, 2);
    auto const first_one = following(leader, 1);
    auto const last = following(second_one, 3);
    causal_order order;
    for (auto const& one : {last, second_one, first_one})
        order.arrive(one, now());
    BOOST_TEST(order.seen_now().empty());
    BOOST_TEST(order.new_waiting().size() == 3U);
    order.arrive(leader, now());
    std::vector<noted_event_ptr> const expected{leader, first_one, second_one, last};
    BOOST_TEST((order.seen_now() == expected));
    BOOST_TEST(order.new_waiting().empty());
    BOOST_TEST(order.released().empty());
}

BOOST_AUTO_TEST_CASE(one_that_waited_before_is_released_by_its_leader)
{
    auto const leader = event_at(0, "x");
    auto const follower = following(leader, 1);
    causal_order order;
    order.add_waiting(follower);
    order.arrive(leader, now());
    BOOST_TEST(order.seen_now().size() == 2U);
    BOOST_TEST((order.released() == std::vector<uuid>{follower->what.id}));
}

BOOST_AUTO_TEST_CASE(leaders_that_were_seen_are_not_waited_for_nor_those_of_old_events_nor_oneself)
{
    auto const leader = event_at(0, "x");
    causal_order order;
    order.add_seen(leader->what.id);
    order.arrive(following(leader, 1), now());
    order.arrive(following(event_at(0, "y"), 1, 16min), now());
    auto own = event_at(1, "x")->what;
    own.follows = own.id;
    own.received = now();
    order.arrive(note(own), now());
    BOOST_TEST(order.seen_now().size() == 3U);
}

BOOST_AUTO_TEST_CASE(behind_a_leader_that_too_many_wait_for_nothing_arrives)
{
    auto const before = event_at(0, "x");
    auto const leader = event_at(1, "x");
    auto const waits = following(leader, 2);
    auto const behind = event_at(3, "x");
    causal_order order;
    order.add_crowded(leader->what.id);
    for (auto const& one : {waits, before, leader, behind})
        order.arrive(one, now());
    std::vector<noted_event_ptr> const expected{before, leader};
    BOOST_TEST((order.seen_now() == expected));
    BOOST_TEST((order.new_waiting() == std::vector<noted_event_ptr>{waits}));
    BOOST_TEST((order.cut() == leader->what.id));
    for (auto const& one : {waits, before, leader})
        BOOST_TEST(order.has_arrived(*one));
    BOOST_TEST(!order.has_arrived(*behind));
}

BOOST_AUTO_TEST_CASE(events_that_follow_each_other_wait_both)
{
    auto one = event_at(0, "x")->what;
    auto other = event_at(1, "x")->what;
    one.follows = other.id;
    other.follows = one.id;
    one.received = other.received = now();
    causal_order order;
    order.arrive(note(one), now());
    order.arrive(note(other), now());
    BOOST_TEST(order.seen_now().empty());
    BOOST_TEST(order.new_waiting().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
