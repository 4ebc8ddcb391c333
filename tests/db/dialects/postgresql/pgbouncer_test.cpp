// PgBouncer in transaction mode between praetor and PostgreSQL.
#include <db/schema/migrate.hpp>

#include <server/base/error.hpp>

#include <tests/support/faulty_database.hpp>
#include <tests/support/test_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <thread>

#include <libpq-fe.h>
#include <sys/wait.h>

namespace {

using namespace praetor;
using tests::await;

// A PgBouncer before the shared cluster, with fewer connections to it than it takes from clients.
class pgbouncer
{
public:
    explicit pgbouncer(std::string const& more = {}) : cluster_(tests::shared_cluster()), port_(tests::free_port())
    {
        auto const& folder = cluster_.folder();
        auto const name = "pgbouncer" + std::to_string(port_);
        auto const users = cluster_.write(name + ".users", "\"prefect\" \"\"\n");
        auto const log = cluster_.write(name + ".log", "");
        auto const settings = cluster_.write(
            name + ".ini", "[databases]\n* = host=127.0.0.1 port=" + std::to_string(cluster_.port()) +
                               "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " + std::to_string(port_) +
                               "\nunix_socket_dir =\nauth_type = trust\nauth_file = " + users +
                               "\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\npidfile = " +
                               folder + '/' + name + ".pid\n" + more + '\n');
        process_ = tests::start_program({"/usr/sbin/pgbouncer", settings}, log);
        auto const asks = "postgresql://prefect@127.0.0.1:" + std::to_string(port_) + "/postgres";
        for (int i = 0; i < 500 && PQping(asks.c_str()) != PQPING_OK; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ~pgbouncer()
    {
        ::kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }

    // The URL of a database behind the pooler.
    std::string through(std::string const& url) const
    {
        return "postgresql://prefect@127.0.0.1:" + std::to_string(port_) + url.substr(url.rfind('/'));
    }

private:
    tests::postgres_cluster& cluster_;
    unsigned short port_;
    pid_t process_ = 0;
};

task<std::string> session(db::connection& conn)
{
    auto text = co_await conn.value<std::string>(
        db::sql{"SELECT concat_ws(' ', current_setting('TimeZone'), current_setting('statement_timeout'), "
                "current_setting('search_path'))"});
    co_return text;
}

// Several exchanges, so that a connection that is handed on between them would show.
task<std::int64_t> count_up(db::connection& conn, std::int64_t number)
{
    conn.enqueue(db::sql{"INSERT INTO item VALUES ($1)", "before " + std::to_string(number)});
    auto const mine = co_await conn.value<std::int64_t>(db::sql{"SELECT txid_current()"});
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", "after " + std::to_string(number)});
    auto const still = co_await conn.value<std::int64_t>(db::sql{"SELECT txid_current()"});
    co_return mine == still ? 1 : 0;
}

void check_through(tests::faulty_database& with, std::string const& conninfo, std::optional<bool> says)
{
    auto options = db::options{};
    options.dialect = db::dialect::postgresql;
    options.conninfo = conninfo;
    options.pooler = says;
    options.search_path = "public";
    options.statement_timeout = std::chrono::milliseconds{7'654};
    auto const store = db::open(with.context.get_executor(), options);
    BOOST_TEST(await(with.context, store->read(session)) == "UTC 7654ms public");
    BOOST_TEST(await(with.context, store->transaction(session)) == "UTC 7654ms public");
    BOOST_TEST(store->statistics().pooler);

    int done = 0, good = 0;
    constexpr int all = 60;
    for (std::int64_t i = 0; i < all; ++i) {
        boost::asio::co_spawn(with.context, store->transaction(count_up, i),
                              [&](std::exception_ptr failed, std::int64_t same) {
                                  ++done;
                                  good += !failed && same == 1 ? 1 : 0;
                              });
        boost::asio::co_spawn(with.context, store->read(session),
                              [&](std::exception_ptr failed, std::string const& is) {
                                  ++done;
                                  good += !failed && is == "UTC 7654ms public" ? 1 : 0;
                              });
    }
    with.context.restart();
    while (done < 2 * all)
        with.context.run_one();
    BOOST_TEST(good == 2 * all);
    BOOST_TEST(with.run("SELECT count(*) FROM item") == std::to_string(2 * all));
    with.run("TRUNCATE item");
    // Nothing of ours stays with a session that others get.
    BOOST_TEST(with.run("SELECT count(*) FROM pg_prepared_statements") == "0");
    await(with.context, store->close());
}

} // namespace

BOOST_AUTO_TEST_SUITE(behind_pgbouncer)

BOOST_AUTO_TEST_CASE(transactions_and_reads_keep_their_settings_whether_the_pooler_is_named_or_found_out)
{
    tests::faulty_database with;
    pgbouncer const strict;
    check_through(with, strict.through(with.conninfo()), true);
    check_through(with, strict.through(with.conninfo()), std::nullopt);
}

BOOST_AUTO_TEST_CASE(a_pooler_that_swallows_our_options_is_found_out_too)
{
    tests::faulty_database with;
    pgbouncer const lenient{"ignore_startup_parameters = extra_float_digits,options"};
    check_through(with, lenient.through(with.conninfo()), std::nullopt);
}

BOOST_AUTO_TEST_CASE(a_server_without_a_pooler_is_not_taken_for_one)
{
    tests::faulty_database with{[](db::options& options) { options.pooler.reset(); }};
    await(with.context, with.store->read(session));
    BOOST_TEST(!with.statistics().pooler);
}

BOOST_AUTO_TEST_CASE(the_statement_timeout_holds_behind_a_pooler)
{
    tests::faulty_database with;
    pgbouncer const strict;
    auto options = db::options{};
    options.dialect = db::dialect::postgresql;
    options.conninfo = strict.through(with.conninfo());
    options.statement_timeout = std::chrono::milliseconds{100};
    auto const store = db::open(with.context.get_executor(), options);
    auto const nap = [](db::connection& conn) -> task<void> { co_await conn.execute(db::sql{"SELECT pg_sleep(5)"}); };
    BOOST_CHECK_EXCEPTION(await(with.context, store->read(nap)), error,
                          [](error const& thrown) { return thrown.code() == errc::timeout; });
    BOOST_TEST(await(with.context, store->read(session)).starts_with("UTC 100ms"));
    await(with.context, store->close());
}

BOOST_AUTO_TEST_CASE(a_whole_server_runs_behind_it)
{
    tests::faulty_database with;
    with.run("DROP TABLE item");
    pgbouncer const strict;
    tests::temporary_database unused{db::dialect::sqlite};
    tests::test_server server{unused, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", strict.through(with.conninfo())}}};
    auto const flow = server.post("/flows/", R"({"name": "etl"})");
    BOOST_TEST(flow.status == 201);
    auto const run = server.post("/flow_runs/", R"({"flow_id": ")" + std::string{flow.json().at("id").as_string()} +
                                                    R"(", "state": {"type": "PENDING"}})");
    BOOST_TEST(run.status == 201);
    auto const found = server.post("/flow_runs/filter", "{}");
    BOOST_TEST(found.json().as_array().size() == 1u);
    BOOST_TEST(found.json().at(0).at("state_type").as_string() == "PENDING");
}

BOOST_AUTO_TEST_CASE(a_migration_builds_its_index_behind_it_and_leaves_no_lock)
{
    tests::faulty_database with;
    with.run("DROP TABLE item");
    pgbouncer const strict;
    auto options = db::options{};
    options.dialect = db::dialect::postgresql;
    options.conninfo = strict.through(with.conninfo());
    auto const store = db::open(with.context.get_executor(), options);
    auto const& chain = db::migration_chain::embedded(db::dialect::postgresql);
    await(with.context, db::upgrade(*store));
    await(with.context, db::migrate(*store, chain, db::direction::down, "c8d5f2a71b3e", {}));
    auto const index = "SELECT count(*) FROM pg_index WHERE indisvalid AND "
                       "indexrelid = to_regclass('ix_flow_run__state_type_coalesce_start_time')";
    BOOST_TEST(with.run(index) == "0");
    BOOST_TEST(await(with.context, db::upgrade(*store)) == chain.head());
    BOOST_TEST(with.run(index) == "1");
    BOOST_TEST(with.run("SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE locktype = "
                        "'advisory' AND datname = current_database()") == "0");
    await(with.context, store->close());
}

BOOST_AUTO_TEST_SUITE_END()
