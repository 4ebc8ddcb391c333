// Reset, vacuum and backup.
#include <db/bulk/empty_schema.hpp>
#include <db/bulk/vacuum.hpp>
#include <db/dialects/sqlite/backup.hpp>

#include <server/base/error.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/table_content.hpp>
#include <tests/support/temporary_database.hpp>

#include <filesystem>

namespace {

using namespace praetor;

constexpr std::string_view one_flow =
    "INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'kept')";

void empty(tests::temporary_database const& at)
{
    db::bulk::empty_schema(*db::bulk::open_session(at.options()));
}

bool is_conflict(error const& thrown)
{
    return thrown.code() == errc::conflict;
}

} // namespace

BOOST_AUTO_TEST_SUITE(upkeep)

PRAETOR_TEST_EACH_DIALECT(an_emptied_schema_can_be_made_anew)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    at.run(std::string{one_flow});
    at.run("CREATE TABLE praetor_own (id integer); CREATE TABLE flow_run_notification_policy (id integer)");
    empty(at);
    tests::migrate(at.options());
    BOOST_TEST(at.run("SELECT count(*) FROM flow") == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_table_of_somebody_else_keeps_everything)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    at.run(std::string{one_flow});
    at.run("CREATE TABLE theirs (id integer)");
    BOOST_CHECK_EXCEPTION(empty(at), error, is_conflict);
    BOOST_TEST(at.run("SELECT name FROM flow") == "kept");
}

PRAETOR_TEST_EACH_DIALECT(a_database_that_is_not_prefects_is_not_emptied)
{
    tests::temporary_database at{dialect};
    at.run("CREATE TABLE flow (id integer)");
    BOOST_CHECK_EXCEPTION(empty(at), error, is_conflict);
    BOOST_TEST(at.run("SELECT count(*) FROM flow") == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_vacuum_keeps_the_rows_and_says_sizes)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    at.run(std::string{one_flow});
    auto const done = db::bulk::vacuum(*db::bulk::open_session(at.options()), [](std::string_view) {});
    BOOST_TEST(done.before > 0);
    BOOST_TEST(done.after > 0);
    BOOST_TEST(done.log_is_empty);
    BOOST_TEST(at.run("SELECT name FROM flow") == "kept");
}

BOOST_AUTO_TEST_CASE(a_backup_of_sqlite_is_one_moment_of_it_while_others_write)
{
    tests::temporary_database at{db::dialect::sqlite};
    tests::temporary_database copy{db::dialect::sqlite};
    tests::migrate(at.options());
    at.run(std::string{one_flow});
    at.run("INSERT INTO log (name, level, message, timestamp) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
           "FROM n "
           "WHERE i < 100000) SELECT 'log', 20, hex(randomblob(100)), '2026-01-01 00:00:00.000000' FROM n");
    int steps = 0;
    db::sqlite::back_up(at.path(), copy.path(), [&](std::int64_t, std::int64_t) {
        ++steps;
        at.run("UPDATE flow SET name = 'changed'; DELETE FROM log");
    });
    BOOST_TEST(steps > 1);
    BOOST_TEST(copy.run("SELECT name FROM flow") == "kept");
    BOOST_TEST(copy.run("SELECT count(*) FROM log") == "100000");
    BOOST_TEST(copy.run("PRAGMA integrity_check") == "ok");
    BOOST_TEST(!std::filesystem::exists(copy.path() + "-wal"));
    BOOST_TEST(at.run("SELECT name FROM flow") == "changed");
}

BOOST_AUTO_TEST_SUITE_END()
