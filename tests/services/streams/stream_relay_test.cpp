// What one server stores reaches the subscribers of another on the same database.
#include <server/services/streams/stream_relay.hpp>

#include <models/events/event_store.hpp>

#include <db/schema/own_tables.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using services::stream;
using services::stream_relay;

namespace {

db::options server_of(temporary_database const& at)
{
    auto options = at.options();
    options.server = uuid::random();
    return options;
}

models::event event_named(std::string name, std::size_t length = 0)
{
    models::event made;
    made.id = uuid::ordered();
    made.event = std::move(name);
    made.occurred = made.received = now();
    made.resource.labels = {{"prefect.resource.id", "thing.1"}};
    if (length > 0)
        made.payload.text = R"({"text":")" + std::string(length, 'x') + "\"}";
    return made;
}

struct relayed
{
    enum class others
    {
        none,
        one
    };

    explicit relayed(std::chrono::milliseconds lease = 1min, others there = others::none)
        : relay(context.get_executor(), *store, bus, logs, lease)
    {
        await(context, db::make_own_tables(*store));
        if (there == others::one)
            list_another();
        hears_ = relay.events().subscribe([this](models::event_ptr const& one) { told.push_back(one->event); });
        relay.start();
    }
    ~relayed()
    {
        await(context, relay.stop());
        await(context, store->close());
        await(context, other->close());
    }

    void run_for(std::chrono::milliseconds span)
    {
        boost::asio::steady_timer timer{context, span};
        await(context, timer.async_wait(boost::asio::use_awaitable));
    }
    // Within five seconds.
    template <class Condition>
    bool comes(Condition is_there)
    {
        for (int tries = 0; tries < 100 && !is_there(); ++tries)
            run_for(50ms);
        return is_there();
    }
    void keep(db::database& by, std::vector<models::event> events)
    {
        await(context, by.transaction(models::store_events, std::move(events)));
    }
    // Asked and changed by the loop that the relay runs on: it may hold a lock that has to go meanwhile.
    std::string ask(std::string query)
    {
        return await(context, other->read([](db::connection& conn,
                                             std::string text) { return conn.value<std::string>(db::sql{text}); },
                                          std::move(query)));
    }
    void change(std::string statements)
    {
        await(context, other->transaction(
                           [](db::connection& conn, std::string text) -> task<void> { co_await conn.run_script(text); },
                           std::move(statements)));
    }
    // Whether anything is queued for it.
    std::string listed() { return ask("SELECT count(*)::text FROM praetor_stream_listener WHERE hears_events"); }
    std::string queued() { return ask("SELECT count(*)::text FROM praetor_stream_queue"); }
    // As a request does that stores an event.
    void keep_own(std::string name)
    {
        auto one = event_named(std::move(name));
        keep(*store, {one});
        bus.publish(std::make_shared<models::event const>(std::move(one)), services::event_origin::stored);
    }
    // Another server, without subscribers.
    void list_another()
    {
        change("INSERT INTO praetor_stream_listener (id, hears_events, hears_logs, expires) VALUES "
               "(gen_random_uuid(), false, false, now() + interval '1 hour')");
    }
    bool is_ordered()
    {
        return ask("SELECT count(*)::text FROM praetor_stream_listener WHERE NOT hears_events AND expires < now() + "
                   "interval '10 minutes'") == "1" &&
               listed() == "1";
    }

    boost::asio::io_context context{1};
    temporary_database at{db::dialect::postgresql, content::tables};
    std::unique_ptr<db::database> store = db::open(context.get_executor(), server_of(at));
    std::unique_ptr<db::database> other = db::open(context.get_executor(), server_of(at));
    services::event_bus bus;
    models::log_bus logs;
    stream_relay relay;
    std::vector<std::string> told;

private:
    broadcast<models::event_ptr>::subscription hears_;
};

// A transaction of another server that has stored an event and commits when it is told to.
struct late_writer
{
    bool may_end = false;
    bool has_ended = false;
    praetor::signal changed;

    task<void> write(db::database& by)
    {
        co_await by.transaction(&late_writer::store, this);
        has_ended = true;
    }

    static task<bool> store(db::connection& conn, late_writer* self)
    {
        models::enqueue_events(conn, std::vector{event_named("late")});
        co_await conn.execute(db::sql{"SELECT 1"});
        while (!self->may_end)
            co_await self->changed.wait();
        co_return true;
    }
};

// Has taken events, and stores them when it is told to.
struct waiting_recorder final : services::event_recorder
{
    void take() { ++taken_; }
    void settle() { settled_ = taken_; }

    std::uint64_t taken() const noexcept override { return taken_; }
    std::uint64_t settled() const noexcept override { return settled_; }
    double load() const noexcept override { return 0; }
    void flush() override {}

private:
    std::uint64_t taken_ = 0;
    std::uint64_t settled_ = 0;
};

task<void> subscribe(stream_relay& relay, stream_relay::interest& into)
{
    into = co_await relay.hear(stream::events);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_relays)

BOOST_AUTO_TEST_CASE(events_of_another_server_are_told_in_the_order_in_which_it_stored_them)
{
    relayed at;
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    std::vector<std::string> sent;
    for (int i = 0; i < 3; ++i) {
        std::vector<models::event> events;
        for (int j = 0; j < 400; ++j) {
            sent.push_back(std::to_string(i) + '.' + std::to_string(j));
            events.push_back(event_named(sent.back()));
        }
        at.keep(*at.other, std::move(events));
    }
    BOOST_TEST(at.comes([&] { return at.told.size() >= sent.size(); }));
    BOOST_TEST(at.told == sent, boost::test_tools::per_element());
    BOOST_TEST(at.comes([&] { return at.queued() == "0"; }));
}

BOOST_AUTO_TEST_CASE(what_could_not_be_taken_out_of_the_queue_is_told_once_all_the_same)
{
    relayed at;
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    at.change("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
              "CREATE TRIGGER refuse BEFORE DELETE ON praetor_stream_queue FOR EACH ROW EXECUTE FUNCTION refuse()");
    at.keep(*at.other, {event_named("first")});
    BOOST_TEST(at.comes([&] { return at.told.size() == 1; }));
    at.keep(*at.other, {event_named("second")});
    BOOST_TEST(at.comes([&] { return at.told.size() == 2; }));
    at.run_for(500ms);
    BOOST_TEST(at.queued() == "2");
    at.change("DROP TRIGGER refuse ON praetor_stream_queue");
    BOOST_TEST(at.comes([&] { return at.queued() == "0"; }));
    BOOST_TEST(at.told == (std::vector<std::string>{"first", "second"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(long_events_come_a_few_megabytes_at_a_time)
{
    relayed at;
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    for (int i = 0; i < 12; ++i)
        at.keep(*at.other, {event_named(std::to_string(i), 1'000'000)});
    BOOST_TEST(at.comes([&] { return at.told.size() == 12; }));
}

BOOST_AUTO_TEST_CASE(what_a_server_stores_itself_is_not_queued_for_it)
{
    relayed at;
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    at.keep(*at.store, {event_named("own")});
    BOOST_TEST(at.queued() == "0");
}

BOOST_AUTO_TEST_CASE(a_server_alone_tells_its_own_at_once)
{
    relayed at;
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    at.keep_own("own");
    BOOST_TEST(at.told == std::vector<std::string>{"own"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(beside_others_every_event_is_told_in_the_order_in_which_it_was_stored_wherever_that_was)
{
    relayed at{1min, relayed::others::one};
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    BOOST_TEST(at.is_ordered());
    std::vector<std::string> sent;
    for (int i = 0; i < 50; ++i) {
        sent.push_back("own " + std::to_string(i));
        at.keep_own(sent.back());
        sent.push_back("other " + std::to_string(i));
        at.keep(*at.other, {event_named(sent.back())});
    }
    BOOST_TEST(at.comes([&] { return at.told.size() >= sent.size(); }));
    at.run_for(300ms);
    BOOST_TEST(at.told == sent, boost::test_tools::per_element());
    BOOST_TEST(at.queued() == "0");
}

BOOST_AUTO_TEST_CASE(when_another_server_comes_and_when_it_goes_nothing_is_lost_or_told_twice)
{
    relayed at{1s};
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    std::multiset<std::string> sent;
    auto const keep_until = [&](auto is_there) {
        for (int i = 0; i < 500 && !is_there(); ++i) {
            auto name = std::to_string(sent.size());
            sent.insert(name);
            at.keep_own(std::move(name));
            at.run_for(5ms);
        }
        return is_there();
    };
    at.list_another();
    BOOST_TEST(keep_until([&] { return at.is_ordered(); }));
    at.change("DELETE FROM praetor_stream_listener WHERE expires > now() + interval '10 minutes'");
    BOOST_TEST(keep_until([&] { return !at.is_ordered() && at.listed() == "1"; }));
    BOOST_TEST(at.comes([&] { return at.told.size() >= sent.size(); }));
    at.run_for(300ms);
    BOOST_TEST((std::multiset<std::string>{at.told.begin(), at.told.end()} == sent));
}

BOOST_AUTO_TEST_CASE(an_event_that_is_stored_after_another_server_came_is_told_once)
{
    waiting_recorder recorder;
    relayed at{1s};
    at.bus.record_by({&recorder});
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    auto const one = event_named("received");
    recorder.take();
    at.bus.publish(std::make_shared<models::event const>(one), services::event_origin::received);
    at.list_another();
    BOOST_TEST(at.comes([&] { return at.is_ordered(); }));
    at.run_for(500ms); // the queue has been empty meanwhile
    at.keep(*at.store, {one});
    recorder.settle();
    BOOST_TEST(at.comes([&] { return at.queued() == "0"; }));
    at.run_for(300ms);
    BOOST_TEST(at.told == std::vector<std::string>{"received"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_event_that_is_stored_after_the_other_server_has_gone_is_told_once)
{
    relayed at{1s, relayed::others::one};
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    auto const one = event_named("received");
    at.bus.publish(std::make_shared<models::event const>(one), services::event_origin::received);
    BOOST_TEST(at.told.empty());
    at.change("DELETE FROM praetor_stream_listener WHERE expires > now() + interval '10 minutes'");
    BOOST_TEST(at.comes([&] { return !at.told.empty(); }));
    at.keep(*at.store, {one});
    at.run_for(300ms);
    BOOST_TEST(at.told == std::vector<std::string>{"received"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_own_event_that_was_stored_before_the_queue_was_there_is_told_all_the_same)
{
    relayed at{1min, relayed::others::one};
    auto one = event_named("early");
    at.keep(*at.store, {one});
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    // Its request goes on only now.
    at.bus.publish(std::make_shared<models::event const>(std::move(one)), services::event_origin::stored);
    BOOST_TEST(at.told.empty());
    BOOST_TEST(at.comes([&] { return !at.told.empty(); }));
    at.run_for(300ms);
    BOOST_TEST(at.told == std::vector<std::string>{"early"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_becomes_listed_waits_for_those_who_have_stored_already)
{
    relayed at;
    late_writer writer;
    task_group group{at.context.get_executor()};
    group.spawn(writer.write(*at.other));
    at.run_for(100ms);
    stream_relay::interest subscriber;
    group.spawn(subscribe(at.relay, subscriber));
    at.run_for(200ms);
    BOOST_TEST(at.listed() == "0");
    writer.may_end = true;
    writer.changed.notify_all();
    BOOST_TEST(at.comes([&] { return at.listed() == "1"; }));
    BOOST_TEST(writer.has_ended);
    at.keep(*at.other, {event_named("later")});
    BOOST_TEST(at.comes([&] { return !at.told.empty(); }));
    // The late one was committed before anybody was listed: a backfill finds it.
    BOOST_TEST(at.told == std::vector<std::string>{"later"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_queued_once_the_last_subscriber_has_left)
{
    relayed at;
    {
        auto const subscriber = await(at.context, at.relay.hear(stream::events));
        BOOST_TEST(at.listed() == "1");
    }
    BOOST_TEST(at.comes([&] { return at.listed() == "0"; }));
    at.keep(*at.other, {event_named("unheard")});
    BOOST_TEST(at.queued() == "0");
    auto const again = await(at.context, at.relay.hear(stream::events));
    at.keep(*at.other, {event_named("heard")});
    BOOST_TEST(at.comes([&] { return !at.told.empty(); }));
    BOOST_TEST(at.told == std::vector<std::string>{"heard"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_server_that_was_taken_for_dead_tells_its_subscribers_that_they_missed_something)
{
    relayed at{4s};
    int missed = 0;
    auto const hears = at.relay.missed().subscribe([&] { ++missed; });
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    at.run_for(5s);
    BOOST_TEST(missed == 0); // it has renewed
    at.change("DELETE FROM praetor_stream_listener");
    BOOST_TEST(at.comes([&] { return missed > 0; }));
    BOOST_TEST(at.comes([&] { return at.listed() == "1"; }));
    at.keep(*at.other, {event_named("after")});
    BOOST_TEST(at.comes([&] { return !at.told.empty(); }));
}

BOOST_AUTO_TEST_CASE(the_listing_of_a_dead_server_goes_with_all_that_waits_for_it)
{
    relayed at{400ms};
    at.change("INSERT INTO praetor_stream_listener (id, hears_events, hears_logs, expires) VALUES (gen_random_uuid(), "
              "true, true, now() - interval '1 second')");
    at.keep(*at.other, {event_named("waits")});
    BOOST_TEST(at.queued() == "1");
    auto const subscriber = await(at.context, at.relay.hear(stream::events));
    BOOST_TEST(at.comes([&] { return at.listed() == "1" && at.queued() == "0"; }));
}

BOOST_AUTO_TEST_SUITE_END()
