// A file of SQLite that is deleted, moved or replaced while a server has it.
#include <db/options.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using namespace praetor;
using namespace std::filesystem;
using tests::await;

auto const is_unavailable = [](error const& thrown) { return thrown.code() == errc::unavailable; };

struct opened
{
    opened()
    {
        at.run("PRAGMA journal_mode = WAL; CREATE TABLE item (name TEXT UNIQUE)");
        store = db::open(context.get_executor(), at.options());
        write("before");
    }

    void write(std::string name)
    {
        auto const insert = [](db::connection& conn, std::string value) -> task<void> {
            co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(value)});
        };
        await(context, store->transaction(insert, std::move(name)));
    }
    std::string read()
    {
        auto const names = [](db::connection& conn) -> task<std::string> {
            auto all = co_await conn.value<std::string>(db::sql{"SELECT group_concat(name) FROM item"});
            co_return all;
        };
        return await(context, store->read(names));
    }
    void refuses_all(std::string const& name = "lost")
    {
        BOOST_CHECK_EXCEPTION(write(name), error, is_unavailable);
        BOOST_CHECK_EXCEPTION(read(), error, is_unavailable);
    }
    void close()
    {
        await(context, store->close());
        store.reset();
    }

    tests::temporary_database at{db::dialect::sqlite};
    path const file{at.path()};
    path const log{at.path() + "-wal"};
    path const aside{at.path() + ".aside"};
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

} // namespace

BOOST_AUTO_TEST_SUITE(sqlite_lost_files)

BOOST_FIXTURE_TEST_CASE(a_file_that_was_moved_is_refused_until_it_is_put_back, opened)
{
    rename(file, aside);
    refuses_all("while it is noticed"); // may have been written, as whatever is answered with 503
    refuses_all("lost");
    rename(aside, file);
    write("after");
    BOOST_TEST(read().find("lost") == std::string::npos);
    close();
    auto const all = at.run("SELECT group_concat(name) FROM item");
    BOOST_TEST(all.starts_with("before,"));
    BOOST_TEST(all.ends_with(",after"));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_was_deleted_is_refused_and_made_no_more, opened)
{
    for (auto const* end : {"", "-wal", "-shm"})
        remove(file.string() + end);
    refuses_all();
    close();
    BOOST_TEST(!exists(file));
}

BOOST_FIXTURE_TEST_CASE(a_file_in_the_place_of_another_is_left_alone_with_its_log, opened)
{
    rename(file, aside);
    for (auto const* end : {"-wal", "-shm"})
        rename(file.string() + end, aside.string() + end);
    at.run("PRAGMA journal_mode = WAL; CREATE TABLE item (name TEXT); INSERT INTO item VALUES ('theirs')");
    std::ofstream{log} << "a log of theirs"; // as another process has it open
    refuses_all();
    close();
    BOOST_TEST(exists(log));
    BOOST_TEST(file_size(log) == 15u);
    remove(log);
    BOOST_TEST(at.run("SELECT group_concat(name) FROM item") == "theirs");
}

BOOST_DATA_TEST_CASE(what_a_deleted_log_held_is_moved_into_the_file_and_nothing_is_written_after_it,
                     boost::unit_test::data::make({"-wal", "-shm"}), ending)
{
    opened with;
    remove(with.file.string() + ending);
    with.write("acknowledged before anybody looks");
    std::this_thread::sleep_for(std::chrono::milliseconds{150});
    BOOST_CHECK_EXCEPTION(with.write("told"), error, is_unavailable);
    BOOST_CHECK_EXCEPTION(with.write("told again"), error, is_unavailable);
    // What was acknowledged stands in the file itself: whoever opens a copy finds it.
    copy_file(with.file, with.aside);
    auto how = with.at.options();
    how.path = with.aside.string();
    with.close();
    with.store = db::open(with.context.get_executor(), how);
    BOOST_TEST(with.read().starts_with("before,acknowledged before anybody looks"));
    BOOST_TEST(with.read().find("told again") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_whole_server_answers_503_while_its_file_is_away_and_goes_on_when_it_is_back)
{
    tests::test_server server{db::dialect::sqlite};
    path const file{server.database().path()};
    BOOST_TEST(server.post("/flows/", R"({"name": "before"})").status == 201);
    rename(file, file.string() + ".aside");
    auto const refused = server.post("/flows/", R"({"name": "during"})");
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.headers.contains("retry-after"));
    BOOST_TEST(server.get("/flows/name/before").status == 503);
    BOOST_TEST(server.get("/health/database").status == 503);
    rename(file.string() + ".aside", file);
    BOOST_TEST(server.post("/flows/", R"({"name": "after"})").status == 201);
    BOOST_TEST(server.get("/flows/name/before").status == 200);
    BOOST_TEST(server.get("/health/database").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
