// Threads that read are no further ahead of the thread that makes answers than a bound says.
#include <db/options.hpp>
#include <db/result_budget.hpp>
#include <db/statistics.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

constexpr std::size_t length = 1'000'000;

struct opened
{
    opened() : at(db::dialect::sqlite)
    {
        at.run("PRAGMA journal_mode = WAL");
        auto how = at.options();
        how.results = std::make_shared<db::result_budget>(length);
        how.readers = 2;
        store = db::open(context.get_executor(), how);
    }

    // Asks for so many long texts, and counts those that have come.
    void ask_for(int count)
    {
        for (int i = 0; i < count; ++i)
            boost::asio::co_spawn(context, store->read(read_long_text),
                                  [this](std::exception_ptr failed, std::string const& text) {
                                      come += !failed && text.size() == length ? 1 : 0;
                                  });
    }

    static task<std::string> read_long_text(db::connection& conn)
    {
        return conn.value<std::string>(db::sql{"SELECT hex(zeroblob($1))", std::int64_t{length / 2}});
    }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
    int come = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(read_ahead, opened)

BOOST_AUTO_TEST_CASE(readers_wait_while_nobody_takes_what_they_have_read)
{
    ask_for(20);
    // Behind the twenty requests, and before any of their answers: nobody takes one while this runs.
    std::uint64_t read = 0;
    boost::asio::post(context, [&] {
        for (int tries = 0; tries < 1'000 && store->statistics().reads == 0; ++tries)
            std::this_thread::sleep_for(10ms);
        std::this_thread::sleep_for(200ms);
        read = store->statistics().reads;
    });
    context.run();
    BOOST_TEST(read >= 1U);
    BOOST_TEST(read <= 2U); // one each
    BOOST_TEST(come == 20);
}

BOOST_AUTO_TEST_CASE(a_database_that_closes_meanwhile_answers_what_it_had_accepted)
{
    ask_for(20);
    boost::asio::post(context, [&] {
        while (store->statistics().reads == 0)
            std::this_thread::sleep_for(10ms);
        boost::asio::co_spawn(context, store->close(), [](std::exception_ptr) {});
    });
    context.run();
    BOOST_TEST(come == 20);
}

BOOST_AUTO_TEST_SUITE_END()
