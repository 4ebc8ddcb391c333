// Followers wait for the event they follow: in its order, a few at a time, and no longer than one may be lost.
#include <models/automations/triggers/causal_order.hpp>

#include <tests/services/evaluated_database.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view at_once = R"({"type":"event","posture":"Reactive","expect":["a"],"within":0})";

models::event long_follower(evaluated_database const& at, std::string name, uuid const& leader, std::size_t length,
                            duration ago = {})
{
    auto made = at.event_named(std::move(name), ago);
    made.received = now();
    made.follows = leader;
    made.payload.text = R"({"text":")" + std::string(length, 'x') + "\"}";
    return made;
}

// Those that fit the condition have waited longer than a follower may.
void lose_followers(evaluated_database const& at, std::string const& condition = "true")
{
    at.run("UPDATE automation_event_follower SET received = '2020-01-01 00:00:00.000000', follower = " +
           std::string{at.store->kind() == db::dialect::postgresql
                           ? "jsonb_set(follower, '{received}', '\"2020-01-01T00:00:00Z\"')"
                           : "json_set(follower, '$.received', '2020-01-01T00:00:00Z')"} +
           " WHERE " + condition);
}

// A leader, followers of it in the wrong order, one of their own followers, and an event that came behind them all.
struct crowd
{
    evaluated_database& at;
    models::event leader;
    std::vector<std::string> order{"leader"}; // in which they are to be seen

    crowd(evaluated_database& on, int followers, std::size_t length) : at(on), leader(at.event_named("leader", 60s))
    {
        at.automate(R"({"type":"event","posture":"Reactive","within":0,"expect":["leader","follower.*","behind"]})");
        std::vector<models::event> events;
        for (int i = followers; i > 0; --i) {
            events.push_back(long_follower(at, "follower." + std::to_string(i), leader.id, length, 50s - i * 1s));
            if (i == 2)
                events.push_back(long_follower(at, "follower.own", events.back().id, length, 1s));
        }
        at.keep(std::move(events));
        at.step();
        at.keep({leader, at.event_named("behind")});
        for (int i = 1; i <= followers; ++i) {
            order.push_back("follower." + std::to_string(i));
            if (i == 2)
                order.emplace_back("follower.own");
        }
        order.emplace_back("behind");
    }

    std::vector<std::string> seen() const
    {
        std::vector<std::string> names;
        auto const count = std::stoul(at.due());
        for (std::size_t i = 0; i < count; ++i)
            names.push_back(
                at.run("SELECT triggered_action->'triggering_event'->>'event' FROM praetor_due_action ORDER "
                       "BY due LIMIT 1 OFFSET " +
                       std::to_string(i)));
        return names;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(trigger_followers)

PRAETOR_TEST_EACH_DIALECT(a_follower_waits_for_its_leader_and_one_that_is_lost_waits_no_longer)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"sequence","within":60,"triggers":[)" + std::string{at_once} +
                R"(,{"type":"event","posture":"Reactive","expect":["b"]}]})");
    auto const leader = at.event_named("a");
    auto follower = at.event_named("b");
    follower.follows = leader.id;
    at.keep({follower});
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower WHERE scope = 'triggers'") == "1");
    BOOST_TEST(at.queued() == "0");
    at.keep({leader});
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");
    BOOST_TEST(at.due() == "1");

    auto second = at.event_named("b");
    second.follows = leader.id; // was seen
    at.keep({second});
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");

    at.automate(R"({"type":"event","posture":"Reactive","expect":["c"]})");
    auto lost = at.event_named("c");
    lost.follows = uuid::random();
    at.keep({lost});
    at.step();
    BOOST_TEST(at.due() == "1");
    lose_followers(at);
    at.step();
    BOOST_TEST(at.due() == "2");
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");
}

PRAETOR_TEST_EACH_DIALECT(long_followers_that_are_lost_are_taken_a_few_at_a_time)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"event","posture":"Reactive","expect":["c"]})");
    std::vector<models::event> events;
    for (int i = 0; i < 12; ++i)
        events.push_back(long_follower(at, "c", uuid::random(), 1'200'000));
    at.keep(std::move(events));
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "12");
    BOOST_TEST(at.due() == "0");
    auto const read = [](db::connection& conn, std::int64_t max_bytes) -> task<bool> {
        auto const lost = co_await models::read_lost_followers(conn, now() + 1h, {100, max_bytes});
        co_return lost.events.size() == 2 && lost.has_more;
    };
    BOOST_TEST(await(at.context, at.store->read(read, std::int64_t{2'000'000})));
    lose_followers(at);
    at.step();
    BOOST_TEST(at.due() == "12");
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");
}

PRAETOR_TEST_EACH_DIALECT(of_a_mountain_of_long_followers_a_few_are_read_at_a_time_and_all_in_their_order)
{
    evaluated_database at{dialect};
    crowd const all{at, 9, 1'200'000};
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "10");
    BOOST_TEST(at.due() == "0");
    auto const order = [](db::connection& conn, models::event one) -> task<std::string> {
        std::vector<models::noted_event_ptr> arrived{models::note(std::move(one))};
        auto const few = co_await models::in_causal_order(conn, std::move(arrived), now(), {100, 8'000'000});
        co_return std::to_string(few.seen.size()) + (few.is_cut ? " and more" : "");
    };
    BOOST_TEST(await(at.context, at.store->transaction(order, all.leader)) == "1 and more");
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "1"); // the follower of a follower
    BOOST_TEST(at.queued() == "11");
    at.step();
    BOOST_TEST(all.seen() == all.order, boost::test_tools::per_element());
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_event_queue AS queue JOIN events ON events.id = queue.event_id "
                      "WHERE events.event <> 'prefect.automation.triggered'") == "0");
}

PRAETOR_TEST_EACH_DIALECT(followers_that_fit_and_those_that_are_too_many_are_seen_in_the_same_order)
{
    evaluated_database few{dialect};
    crowd const fitting{few, 5, 10};
    few.step();
    BOOST_TEST(fitting.seen() == fitting.order, boost::test_tools::per_element());
    evaluated_database many{dialect};
    crowd const crowded{many, 100, 10};
    many.step();
    BOOST_TEST(crowded.seen() == crowded.order, boost::test_tools::per_element());
}

PRAETOR_TEST_EACH_DIALECT(long_followers_of_one_that_is_lost_itself_are_seen_behind_it_and_once)
{
    evaluated_database at{dialect};
    at.automate(R"({"type":"event","posture":"Reactive","within":0,"expect":["lost","follower"]})");
    std::vector<models::event> events{at.event_named("lost")};
    events.front().follows = uuid::random();
    auto const lost = to_string(events.front().id);
    for (int i = 0; i < 12; ++i)
        events.push_back(long_follower(at, "follower", events.front().id, 1'200'000));
    at.keep(std::move(events));
    at.step();
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "13");
    lose_followers(at, "follower_event_id = '" + lost + "'");
    at.step();
    BOOST_TEST(at.due() == "13");
    BOOST_TEST(
        at.run("SELECT triggered_action->'triggering_event'->>'event' FROM praetor_due_action ORDER BY due LIMIT "
               "1") == "lost");
    BOOST_TEST(at.run("SELECT count(*) FROM automation_event_follower") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
