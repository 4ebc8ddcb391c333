// What praetor does when the disk is full, read-only or broken, and when another process has the file.
#include <db/dialects/sqlite/instance_lock.hpp>
#include <db/options.hpp>
#include <db/statistics.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/fault_vfs.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/support/test_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace praetor::tests {
std::ostream& operator<<(std::ostream& out, disk_fault fault)
{
    return out << static_cast<int>(fault);
}
} // namespace praetor::tests

namespace {

using namespace praetor;
using tests::await;
using tests::disk_fault;
using tests::fault_vfs;

auto const is_unavailable = [](error const& thrown) { return thrown.code() == errc::unavailable; };
constexpr disk_fault faults[] = {disk_fault::full, disk_fault::read_only, disk_fault::broken};

struct opened
{
    explicit opened(std::function<void(db::options&)> const& change = {}) : at(db::dialect::sqlite)
    {
        at.run("PRAGMA journal_mode = WAL; CREATE TABLE item (name TEXT UNIQUE)");
        auto how = at.options();
        if (change)
            change(how);
        store = db::open(context.get_executor(), how);
    }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

task<void> insert(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(name)});
}

task<std::int64_t> count(db::connection& conn)
{
    auto value = co_await conn.value<std::int64_t>(db::sql{"SELECT count(*) FROM item"});
    co_return value;
}

// Goes on after an error, as it should not.
task<void> insert_despite_errors(db::connection& conn, std::string name)
{
    for (int i = 0; i < 50; ++i) {
        try {
            co_await conn.execute(db::sql{"INSERT INTO item SELECT $1 || hex(randomblob(20000))", name});
        }
        catch (error const&) {
            continue;
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(sqlite_faults)

BOOST_DATA_TEST_CASE(a_disk_that_takes_nothing_refuses_writes_keeps_what_it_has_and_goes_on_when_it_is_well,
                     boost::unit_test::data::make(faults), fault)
{
    fault_vfs disk;
    opened with;
    await(with.context, with.store->transaction(insert, "before"));
    disk.set(fault);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "during")), error, is_unavailable);
    BOOST_TEST(await(with.context, with.store->read(count)) == 1);
    disk.set(disk_fault::none);
    await(with.context, with.store->transaction(insert, "after"));
    BOOST_TEST(with.at.run("SELECT group_concat(name) FROM item") == "before,after");
}

BOOST_AUTO_TEST_CASE(of_a_group_that_the_disk_refuses_every_member_is_told_and_none_is_stored)
{
    fault_vfs disk;
    opened with;
    disk.set(disk_fault::full);
    int refused = 0, done = 0;
    for (int i = 0; i < 40; ++i)
        boost::asio::co_spawn(with.context, with.store->transaction(insert, std::to_string(i)),
                              [&](std::exception_ptr failed) {
                                  refused += failed ? 1 : 0;
                                  ++done;
                              });
    while (done < 40)
        with.context.run_one();
    BOOST_TEST(refused == 40);
    BOOST_TEST(with.at.run("SELECT count(*) FROM item") == "0");
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_grow_refuses_what_is_too_much_and_takes_the_rest)
{
    opened with;
    auto const limit = [](db::connection& conn) -> task<void> {
        co_await conn.run_script("PRAGMA max_page_count = 60");
    };
    await(with.context, with.store->transaction(limit));
    // Whether SQLite undoes the statement or the whole transaction, nothing is kept in pieces.
    try {
        await(with.context, with.store->transaction(insert_despite_errors, "much"));
    }
    catch (error const& thrown) {
        BOOST_TEST((thrown.code() == errc::unavailable));
    }
    await(with.context, with.store->transaction(insert, "little"));
    BOOST_TEST(with.at.run("SELECT count(*) FROM item WHERE name = 'little'") == "1");
    BOOST_TEST(with.at.run("PRAGMA integrity_check") == "ok");
}

BOOST_AUTO_TEST_CASE(a_whole_server_answers_503_on_a_full_disk_and_recovers_without_a_restart)
{
    fault_vfs disk;
    tests::test_server server{db::dialect::sqlite};
    BOOST_TEST(server.post("/flows/", R"({"name": "before"})").status == 201);
    disk.set(disk_fault::full);
    auto const refused = server.post("/flows/", R"({"name": "during"})");
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.headers.contains("retry-after"));
    BOOST_TEST(server.get("/flows/name/before").status == 200);
    disk.set(disk_fault::none);
    BOOST_TEST(server.post("/flows/", R"({"name": "during"})").status == 201);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_written_is_refused_at_the_start_in_clear_words)
{
    tests::temporary_database at{db::dialect::sqlite};
    at.run("CREATE TABLE item (name TEXT)");
    boost::asio::io_context context;
    auto how = at.options();
    how.path = "file:" + how.path + "?mode=ro";
    BOOST_CHECK_EXCEPTION(db::open(context.get_executor(), how), error, [](error const& thrown) {
        return thrown.code() == errc::unavailable && std::string{thrown.what()}.find("write") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_lock_of_another_process_is_waited_for_and_then_told)
{
    opened with{[](db::options& how) { how.busy_timeout = std::chrono::milliseconds{50}; }};
    sqlite3* other = nullptr;
    sqlite3_open(with.at.path().c_str(), &other);
    sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "during")), error, is_unavailable);
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
    sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    await(with.context, with.store->transaction(insert, "after"));
}

BOOST_AUTO_TEST_CASE(a_second_process_is_told_who_was_there_first_and_kept_from_nothing)
{
    tests::temporary_database at{db::dialect::sqlite};
    auto const note = at.path() + "-praetor";
    {
        db::sqlite::instance_lock const first{at.path()};
        BOOST_TEST(first.other() == 0);
        db::sqlite::instance_lock const second{at.path()};
        BOOST_TEST(second.other() == getpid());
        BOOST_TEST(at.run("SELECT 1") == "1");
    }
    BOOST_TEST(!std::filesystem::exists(note));
    // One that was killed leaves its note, and its lock went with it.
    std::ofstream{note} << "1\n";
    BOOST_TEST(db::sqlite::instance_lock{at.path()}.other() == 0);
}

BOOST_AUTO_TEST_CASE(the_log_stays_short_under_steady_writing)
{
    opened with;
    auto const write_much = [](db::connection& conn, std::int64_t number) -> task<void> {
        co_await conn.execute(db::sql{"INSERT INTO item SELECT $1 || hex(randomblob(50000))", number});
    };
    // 200 kB each: 80 MB of log if nobody moved it.
    for (std::int64_t i = 0; i < 400; ++i)
        await(with.context, with.store->transaction(write_much, i));
    auto const size = std::filesystem::file_size(with.at.path() + "-wal");
    BOOST_TEST_MESSAGE("the log is " << size / 1024 << " kB long");
    BOOST_TEST(size < 40u * 1024 * 1024);
    BOOST_TEST(with.at.run("SELECT count(*) FROM item") == "400");
}

BOOST_AUTO_TEST_CASE(a_database_in_memory_serves_a_whole_server)
{
    tests::temporary_database unused{db::dialect::sqlite};
    for (auto const* url : {"sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite://",
                            "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true"})
    {
        tests::test_server server{unused, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", url}}};
        BOOST_TEST(server.post("/flows/", R"({"name": "etl"})").status == 201);
        BOOST_TEST(server.get("/flows/name/etl").status == 200);
        BOOST_TEST(server.post("/flow_runs/filter", "{}").status == 200);
    }
    BOOST_TEST(!std::filesystem::exists(":memory:"));
}

BOOST_AUTO_TEST_CASE(what_the_threads_do_is_counted)
{
    opened with;
    for (int i = 0; i < 5; ++i)
        await(with.context, with.store->transaction(insert, std::to_string(i)));
    await(with.context, with.store->read(count));
    auto const counted = with.store->statistics();
    BOOST_TEST(counted.size == 3u);
    BOOST_TEST(counted.transactions == 5u);
    BOOST_TEST(counted.reads == 1u);
    BOOST_TEST(counted.waits.count() == 6u);
    BOOST_TEST(counted.waiting == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
