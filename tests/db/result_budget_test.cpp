// What results hold together is bounded: long ones wait for one another in the middle, and nothing else waits for them.
#include <db/request_database.hpp>
#include <db/result_budget.hpp>

#include <server/base/deadline.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::size_t bound = 1'000'000;
constexpr std::int64_t rows = 50;
constexpr std::int64_t row_length = 100'000;
constexpr std::size_t long_size = rows * row_length; // five times the bound
constexpr std::int64_t times = 6;                    // more than a socket's buffers hold, which libpq empties at once

task<std::size_t> read_rows(db::connection& conn, std::int64_t count)
{
    auto const text = conn.kind() == db::dialect::postgresql ? "repeat('x', 100000)" : "hex(zeroblob(50000))";
    auto const found = co_await conn.rows<std::string>(
        db::sql{"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1) SELECT " +
                    std::string{text} + " FROM numbers",
                count});
    std::size_t size = 0;
    for (auto const& one : found)
        size += one.size();
    co_return size;
}

struct opened
{
    explicit opened(db::dialect dialect) : at(dialect)
    {
        if (dialect == db::dialect::sqlite)
            at.run("PRAGMA journal_mode = WAL");
        auto options = at.options();
        options.results = budget;
        store = db::open(context.get_executor(), options);
    }
    ~opened() { tests::await(context, store->close()); }

    db::request_database request() { return {*store, nullptr, {.keeps_results = true}}; }

    // A long read that begins now; nothing until it has ended.
    struct started
    {
        std::optional<std::size_t> size;
        std::exception_ptr failed;
        boost::asio::cancellation_signal cancels;
    };
    void start(db::database& by, started& told, std::int64_t count = rows)
    {
        boost::asio::co_spawn(context, by.read(read_rows, count),
                              boost::asio::bind_cancellation_slot(told.cancels.slot(),
                                                                  [&told](std::exception_ptr failed, std::size_t size) {
                                                                      told.failed = failed;
                                                                      told.size = size;
                                                                  }));
    }
    void run_for(clock::duration span)
    {
        context.restart();
        context.run_for(span);
    }
    bool run_until_told(started const& told, clock::duration timeout = 4s)
    {
        for (auto const late = clock::now() + timeout; !told.size && clock::now() < late;)
            run_for(10ms);
        return told.size.has_value();
    }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::shared_ptr<db::result_budget> budget = std::make_shared<db::result_budget>(bound);
    std::unique_ptr<db::database> store;
};

} // namespace

BOOST_AUTO_TEST_SUITE(result_budget)

PRAETOR_TEST_EACH_DIALECT(a_result_longer_than_the_bound_passes_alone_and_is_counted_until_it_is_given_back)
{
    opened with{dialect};
    auto one = with.request();
    auto const began = clock::now();
    BOOST_TEST(tests::await(with.context, one.read(read_rows, rows)) == long_size);
    BOOST_TEST((clock::now() - began < 4s));
    BOOST_TEST(with.budget->bytes() >= long_size);
    BOOST_TEST(with.budget->bytes() < long_size + long_size / 5);
    BOOST_TEST(one.result_bytes() == with.budget->bytes());
    {
        auto const taken = one.take_results();
        BOOST_TEST(with.budget->bytes() >= long_size);
    }
    BOOST_TEST(with.budget->bytes() == 0U);
}

PRAETOR_TEST_EACH_DIALECT(a_long_result_waits_while_another_is_in_hand_and_short_ones_do_not)
{
    opened with{dialect};
    auto first = with.request();
    static_cast<void>(tests::await(with.context, first.read(read_rows, rows)));
    auto second = with.request();
    opened::started told;
    with.start(second, told, times * rows);
    with.run_for(300ms);
    BOOST_TEST(!told.size.has_value());
    BOOST_TEST(with.budget->bytes() < times * long_size / 2); // the rest waits at the server, or in the file
    auto third = with.request();
    auto const began = clock::now();
    BOOST_TEST(tests::await(with.context, third.read(read_rows, std::int64_t{1})) == std::size_t{row_length});
    BOOST_TEST((clock::now() - began < 1s));
    BOOST_TEST(!told.size.has_value());
    static_cast<void>(first.take_results());
    BOOST_REQUIRE(with.run_until_told(told));
    BOOST_TEST(*told.size == times * long_size);
}

PRAETOR_TEST_EACH_DIALECT(long_results_that_are_read_at_once_all_come)
{
    opened with{dialect};
    std::array<opened::started, 12> told;
    for (auto& one : told)
        with.start(*with.store, one);
    for (auto const& one : told) {
        BOOST_REQUIRE(with.run_until_told(one));
        BOOST_TEST(*one.size == long_size);
    }
    BOOST_TEST(with.budget->bytes() == 0U);
}

PRAETOR_TEST_EACH_DIALECT(a_request_that_reads_again_does_not_wait_for_its_own_result)
{
    opened with{dialect};
    auto one = with.request();
    auto const began = clock::now();
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(tests::await(with.context, one.read(read_rows, rows)) == long_size);
    BOOST_TEST((clock::now() - began < 4s));
}

PRAETOR_TEST_EACH_DIALECT(a_result_that_waits_is_given_up_by_who_wanted_it)
{
    opened with{dialect};
    auto first = with.request();
    static_cast<void>(tests::await(with.context, first.read(read_rows, rows)));
    auto second = with.request();
    opened::started told;
    with.start(second, told, times * rows);
    with.run_for(300ms);
    BOOST_TEST(!told.size.has_value());
    told.cancels.emit(boost::asio::cancellation_type::terminal);
    auto const began = clock::now();
    BOOST_REQUIRE(with.run_until_told(told));
    BOOST_TEST((clock::now() - began < 2s));
    BOOST_TEST(static_cast<bool>(told.failed));
}

PRAETOR_TEST_EACH_DIALECT(nobody_waits_for_ever_for_one_who_gives_nothing_back)
{
    opened with{dialect};
    auto first = with.request();
    static_cast<void>(tests::await(with.context, first.read(read_rows, rows)));
    auto second = with.request();
    opened::started told;
    with.start(second, told, times * rows);
    with.run_for(300ms);
    BOOST_TEST(!told.size.has_value());
    BOOST_REQUIRE(with.run_until_told(told, 30s));
    BOOST_TEST(*told.size == times * long_size);
}

PRAETOR_TEST_EACH_DIALECT(requests_that_keep_nothing_give_back_what_they_were_given)
{
    opened with{dialect};
    db::request_database socket{*with.store, nullptr, {}};
    BOOST_TEST(tests::await(with.context, socket.read(read_rows, rows)) == long_size);
    BOOST_TEST(with.budget->bytes() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
