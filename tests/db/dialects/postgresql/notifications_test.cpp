#include <db/database.hpp>
#include <db/notifications.hpp>
#include <db/options.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

struct fixture
{
    fixture() : store(db::open(context.get_executor(), at.options()))
    {
        hears = db::listen(context.get_executor(), at.options(), {"praetor_changed"});
        subscription = hears->heard().subscribe([this](db::notification const& one) { told.push_back(one); });
        hears->start();
    }
    ~fixture()
    {
        tests::await(context, hears->stop());
        tests::await(context, store->close());
    }

    task<void> wait(std::function<bool()> done)
    {
        auto const deadline = std::chrono::steady_clock::now() + 30s;
        boost::asio::steady_timer pause{context};
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            pause.expires_after(5ms);
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
    }
    void wait_for(std::size_t count)
    {
        tests::await(context, wait([this, count] { return told.size() >= count; }));
        BOOST_REQUIRE(told.size() >= count);
    }

    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
    std::unique_ptr<db::notifications> hears;
    std::vector<db::notification> told;
    broadcast<db::notification>::subscription subscription;
};

task<void> tell(db::connection& conn, std::string payload, bool fails)
{
    db::enqueue_notification(conn, "praetor_changed", payload);
    if (fails)
        throw std::runtime_error{"undone"};
    co_return;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(database_notifications, fixture)

BOOST_AUTO_TEST_CASE(what_a_transaction_tells_is_heard_after_its_commit_and_not_when_it_is_undone)
{
    wait_for(1); // the start: whatever was told before is missed
    BOOST_TEST(told[0].channel.empty());
    BOOST_CHECK_THROW(tests::await(context, store->transaction(tell, std::string{"never"}, true)), std::runtime_error);
    tests::await(context, store->transaction(tell, std::string{"flow 1"}, false));
    wait_for(2);
    BOOST_TEST(told[1].channel == "praetor_changed");
    BOOST_TEST(told[1].payload == "flow 1");
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_made_again_and_says_that_something_may_be_missing)
{
    wait_for(1);
    at.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = "
           "current_database()");
    wait_for(2);
    BOOST_TEST(told[1].channel.empty());
    tests::await(context, store->transaction(tell, std::string{"after"}, false));
    wait_for(3);
    BOOST_TEST(told[2].payload == "after");
}

BOOST_AUTO_TEST_SUITE_END()
