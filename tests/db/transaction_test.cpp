#include <db/database.hpp>
#include <db/rows.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/describe/class.hpp>

namespace {

using namespace praetor;
using tests::await;

struct item
{
    uuid id;
    std::string name;
    std::optional<timestamp> made;
    json_text data;
    bool good = false;
    duration span{};
};
BOOST_DESCRIBE_STRUCT(item, (), (id, name, made, data, good, span))

char const* table_of(db::dialect dialect)
{
    return dialect == db::dialect::postgresql ? "CREATE TABLE item (id uuid PRIMARY KEY, name text UNIQUE, made "
                                                "timestamptz, data jsonb, good bool, span interval)"
                                              : "CREATE TABLE item (id TEXT PRIMARY KEY, name TEXT UNIQUE, made "
                                                "DATETIME, data JSON, good BOOLEAN, span DATETIME)";
}

task<void> insert(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item (id, name, made, data, good, span) VALUES ($1, $2, $3, $4, $5, $6)",
                                  uuid::random(), name, timestamp{duration{1'700'000'000'123'456}},
                                  json_text{R"({"a": [1, null]})"}, true, duration{1'500'000}});
}

task<void> insert_two_alike(db::connection& conn)
{
    co_await insert(conn, "first");
    co_await insert(conn, "twin");
    co_await insert(conn, "twin");
}

task<void> post_two_alike(db::connection& conn)
{
    conn.enqueue(db::sql{"INSERT INTO item (id, name) VALUES ($1, 'posted')", uuid::random()});
    conn.enqueue(db::sql{"INSERT INTO item (id, name) VALUES ($1, 'posted')", uuid::random()});
    co_return;
}

task<std::int64_t> count(db::connection& conn)
{
    auto counted = co_await conn.value<std::int64_t>(db::sql{"SELECT count(*) FROM item"});
    co_return counted;
}

task<std::optional<item>> read_item(db::connection& conn, std::string name)
{
    auto found =
        co_await conn.row<item>(db::sql{"SELECT id, name, made, data, good, span FROM item WHERE name = $1", name});
    co_return found;
}

task<std::string> read_in_another_order(db::connection& conn)
{
    auto found = co_await conn.value<std::string>(db::sql{
        "SELECT CAST($3 AS text) || CAST($1 AS text) || CAST($3 AS text) || CAST($2 AS text) || CAST($4 AS text)",
        std::string{"a"}, std::string{"b"}, std::string{"c"}, std::string{"d"}});
    co_return found;
}

struct prepared
{
    explicit prepared(db::dialect dialect) : at(dialect)
    {
        at.run(table_of(dialect));
        store = db::open(context.get_executor(), at.options());
    }
    ~prepared() { await(context, store->close()); }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

bool is_integrity(error const& thrown)
{
    return thrown.code() == errc::integrity;
}

} // namespace

BOOST_AUTO_TEST_SUITE(transactions)

PRAETOR_TEST_EACH_DIALECT(a_committed_row_is_read_back_with_every_type)
{
    prepared with{dialect};
    await(with.context, with.store->transaction(insert, std::string{"one"}));
    auto const found = await(with.context, with.store->read(read_item, std::string{"one"}));
    BOOST_REQUIRE(found);
    BOOST_TEST((found->made == timestamp{duration{1'700'000'000'123'456}}));
    BOOST_TEST((found->span == duration{1'500'000}));
    BOOST_TEST(found->good);
    BOOST_TEST(found->data.text == R"({"a": [1, null]})");
}

PRAETOR_TEST_EACH_DIALECT(arguments_stand_in_any_order_and_more_than_once)
{
    prepared with{dialect};
    BOOST_TEST(await(with.context, with.store->read(read_in_another_order)) == "cacbd");
}

PRAETOR_TEST_EACH_DIALECT(a_refused_statement_undoes_its_whole_transaction)
{
    prepared with{dialect};
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert_two_alike)), error, is_integrity);
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
}

PRAETOR_TEST_EACH_DIALECT(a_posted_statement_that_fails_is_told_by_the_commit)
{
    prepared with{dialect};
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(post_two_alike)), error, is_integrity);
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
}

PRAETOR_TEST_EACH_DIALECT(many_transactions_at_once_all_commit_and_a_bad_one_spoils_no_other)
{
    prepared with{dialect};
    int refused = 0;
    int done = 0;
    for (int i = 0; i < 100; ++i) {
        auto finish = [&](std::exception_ptr failed) {
            refused += failed ? 1 : 0;
            if (++done == 110)
                with.context.stop();
        };
        boost::asio::co_spawn(with.context, with.store->transaction(insert, "item " + std::to_string(i)), finish);
        if (i % 10 == 0)
            boost::asio::co_spawn(with.context, with.store->transaction(insert_two_alike), finish);
    }
    with.context.restart();
    with.context.run();
    BOOST_TEST(refused == 10);
    BOOST_TEST(await(with.context, with.store->read(count)) == 100);
}

PRAETOR_TEST_EACH_DIALECT(a_closed_database_refuses_and_does_not_hang)
{
    prepared with{dialect};
    await(with.context, with.store->close());
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->read(count)), error,
                          [](error const& thrown) { return thrown.code() == errc::unavailable; });
}

BOOST_AUTO_TEST_CASE(a_statement_beyond_its_time_is_ended_and_the_pool_goes_on)
{
    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    auto options = at.options();
    options.statement_timeout = std::chrono::milliseconds{100};
    options.pool_size = 1;
    options.pool_overflow = 0;
    auto store = db::open(context.get_executor(), options);
    auto const sleep = [](db::connection& conn) -> task<void> { co_await conn.execute(db::sql{"SELECT pg_sleep(5)"}); };
    BOOST_CHECK_EXCEPTION(await(context, store->read(sleep)), error,
                          [](error const& thrown) { return thrown.code() == errc::timeout; });
    auto const one = [](db::connection& conn) -> task<std::int64_t> {
        auto value = co_await conn.value<std::int64_t>(db::sql{"SELECT 1"});
        co_return value;
    };
    BOOST_TEST(await(context, store->read(one)) == 1);
    await(context, store->close());
}

BOOST_AUTO_TEST_CASE(who_waits_too_long_for_a_connection_is_told_so)
{
    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    auto options = at.options();
    options.pool_size = 1;
    options.pool_overflow = 0;
    options.acquire_timeout = std::chrono::milliseconds{50};
    auto store = db::open(context.get_executor(), options);
    auto const sleep = [](db::connection& conn) -> task<void> {
        co_await conn.execute(db::sql{"SELECT pg_sleep(0.5)"});
    };
    int unavailable = 0;
    int done = 0;
    for (int i = 0; i < 2; ++i)
        boost::asio::co_spawn(context, store->read(sleep), [&](std::exception_ptr failed) {
            try {
                if (failed)
                    std::rethrow_exception(failed);
            }
            catch (error const& thrown) {
                unavailable += thrown.code() == errc::unavailable || thrown.code() == errc::timeout ? 1 : 0;
            }
            if (++done == 2)
                context.stop();
        });
    context.run();
    BOOST_TEST(unavailable == 1);
    await(context, store->close());
}

BOOST_AUTO_TEST_SUITE_END()
