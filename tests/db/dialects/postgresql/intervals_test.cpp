// Durations, and buckets of them, are the same to the microsecond for servers of whatever release.
#include <db/database.hpp>
#include <db/dialects/postgresql/grammar.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

struct opened_database
{
    ~opened_database() { tests::await(context, store->close()); }

    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
};

task<duration> echo(db::connection& conn, duration span)
{
    db::sql query{"SELECT "};
    query << db::arg(span);
    auto const found = co_await conn.value<duration>(std::move(query));
    co_return found;
}

// How many of many times, from `origin` on, the two put into different buckets.
task<std::int64_t> count_differences(db::connection& conn, duration width, timestamp origin)
{
    db::postgresql::grammar const newer;
    db::postgresql::grammar_before_14 const older;
    db::sql query{"SELECT count(*) FROM (SELECT "};
    query << db::arg(origin)
          << " + (n::bigint * n * n) * interval '1 microsecond' + n * interval '7 hours' AS moment "
             "FROM generate_series(0, 9999) AS n) AS times WHERE "
          << *newer.time_bucket("times.moment", width, origin) << " <> "
          << *older.time_bucket("times.moment", width, origin);
    auto const count = co_await conn.value<std::int64_t>(std::move(query));
    co_return count;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(intervals, opened_database)

BOOST_AUTO_TEST_CASE(durations_of_any_length_and_sign_come_back_to_the_microsecond)
{
    for (duration const span : {duration{0}, duration{1us}, duration{-1us}, duration{35min + 48s},
                                duration{-90min - 1us}, duration{24h * 400 + 59s + 999'999us}, duration{-24h * 36'525}})
        BOOST_TEST(tests::await(context, store->read(echo, span)).count() == span.count());
}

BOOST_AUTO_TEST_CASE(buckets_of_old_servers_are_those_of_new_ones_to_the_microsecond)
{
    auto const origin = *parse_timestamp("2026-11-30T01:02:03.456789Z");
    for (duration const width : {duration{1us}, duration{1'100'000us}, duration{5min}, duration{24h * 400}})
        BOOST_TEST(tests::await(context, store->read(count_differences, width, origin)) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
