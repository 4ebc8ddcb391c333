// Durations as PostgreSQL reads them, of whatever release.
#include <db/database.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

task<duration> echo(db::connection& conn, duration span)
{
    db::sql query{"SELECT "};
    query << db::arg(span);
    auto const found = co_await conn.value<duration>(std::move(query));
    co_return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(intervals)

BOOST_AUTO_TEST_CASE(durations_of_any_length_and_sign_come_back_to_the_microsecond)
{
    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), at.options());
    for (duration const span : {duration{0}, duration{1us}, duration{-1us}, duration{35min + 48s},
                                duration{-90min - 1us}, duration{24h * 400 + 59s + 999'999us}, duration{-24h * 36'525}})
        BOOST_TEST(tests::await(context, store->read(echo, span)).count() == span.count());
    tests::await(context, store->close());
}

BOOST_AUTO_TEST_SUITE_END()
