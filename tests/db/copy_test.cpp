#include <db/bulk/copy.hpp>

#include <models/seed/seed.hpp>

#include <server/base/error.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/table_content.hpp>
#include <tests/support/temporary_database.hpp>

namespace {

using namespace praetor;

void silent(std::string_view, std::int64_t, std::int64_t) {}

std::vector<db::bulk::copied_table> copy(tests::temporary_database const& from, tests::temporary_database const& to)
{
    tests::migrate(to.options());
    return db::bulk::copy_tables(*db::bulk::open_session(from.options()), *db::bulk::open_session(to.options()),
                                 silent);
}

void fill(tests::temporary_database const& at)
{
    tests::migrate(at.options());
    auto const session = db::bulk::open_session(at.options());
    models::seed::seed(*session, *models::seed::find_environment("development"), 60,
                       *parse_timestamp("2026-03-01T12:00:00Z"), silent);
    // What is easily lost on the way: an interval of days and microseconds, JSON that is a number, a text, null or no
    // JSON at all, characters of many bytes, times before 1970.
    at.run(R"sql(
INSERT INTO variable (id, name, value) VALUES
    ('00000000-0000-4000-8000-000000000001', 'number', '5'), ('00000000-0000-4000-8000-000000000002', 'real', '2.5'),
    ('00000000-0000-4000-8000-000000000003', 'text', '"5"'), ('00000000-0000-4000-8000-000000000004', 'null', 'null'),
    ('00000000-0000-4000-8000-000000000005', 'nothing', NULL), ('00000000-0000-4000-8000-000000000006', 'true', 'true'),
    ('00000000-0000-4000-8000-000000000007', 'deep', '{"b": [1, {"a": "Zoë \ud83d\ude00 \"quoted\" \\ "}], "a": {}}');
INSERT INTO log (id, name, level, message, timestamp) VALUES
    ('00000000-0000-4000-8000-000000000008', 'Łódź', -1, 'one
two	three \N 漢字', '1969-12-31 23:59:59.999999'),
    ('00000000-0000-4000-8000-000000000009', '', 32767, '', '2262-04-11 23:47:16.000001');
)sql");
}

std::string long_interval(db::dialect dialect)
{
    return dialect == db::dialect::postgresql ? "'3 days 02:00:00.000001'" : "'1970-01-04 02:00:00.000001'";
}

} // namespace

BOOST_AUTO_TEST_SUITE(copy_of_databases)

PRAETOR_TEST_EACH_DIALECT(rows_go_to_the_other_dialect_and_back_unchanged)
{
    auto const other = dialect == db::dialect::sqlite ? db::dialect::postgresql : db::dialect::sqlite;
    tests::temporary_database first{dialect};
    tests::temporary_database second{other};
    tests::temporary_database third{dialect};
    fill(first);
    first.run("UPDATE flow_run SET total_run_time = " + long_interval(dialect) + " WHERE name LIKE '%7'");
    auto const wanted = tests::content_of(first.options());

    std::int64_t rows = 0;
    for (auto const& one : copy(first, second)) {
        BOOST_TEST(one.read == one.written);
        rows += one.written;
    }
    BOOST_TEST(rows > 2000);
    for (auto const& [table, found] : tests::content_of(second.options()))
        BOOST_TEST(found == wanted.at(table), table);
    copy(second, third);
    for (auto const& [table, found] : tests::content_of(third.options()))
        BOOST_TEST(found == wanted.at(table), table);
}

PRAETOR_TEST_EACH_DIALECT(foreign_keys_and_indexes_are_there_again_afterwards)
{
    tests::temporary_database from{db::dialect::sqlite};
    tests::temporary_database to{dialect};
    tests::temporary_database untouched{dialect};
    fill(from);
    copy(from, to);
    tests::migrate(untouched.options());
    std::string const indexes =
        dialect == db::dialect::postgresql
            ? "SELECT string_agg(indexdef, ';' ORDER BY indexname) FROM pg_indexes WHERE "
              "schemaname = 'public'"
            : "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE name NOT "
              "LIKE 'sqlite_%' ORDER BY name)";
    BOOST_TEST(to.run(indexes) == untouched.run(indexes));
    if (dialect == db::dialect::postgresql) {
        std::string const keys = "SELECT string_agg(conname || pg_get_constraintdef(oid), ';' ORDER BY conname) FROM "
                                 "pg_constraint WHERE contype = 'f'";
        BOOST_TEST(to.run(keys) == untouched.run(keys));
    }
}

PRAETOR_TEST_EACH_DIALECT(a_database_with_content_is_no_target)
{
    tests::temporary_database from{db::dialect::sqlite};
    tests::temporary_database to{dialect};
    tests::migrate(from.options());
    tests::migrate(to.options());
    to.run("INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'theirs')");
    BOOST_CHECK_EXCEPTION(copy(from, to), error, [](error const& thrown) {
        return thrown.code() == errc::conflict &&
               std::string_view{thrown.what()}.find("table flow has 1 rows") != std::string_view::npos;
    });
    BOOST_TEST(to.run("SELECT count(*) FROM flow") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_row_without_its_parent_is_refused_and_nothing_is_copied)
{
    tests::temporary_database from{db::dialect::sqlite};
    tests::temporary_database to{dialect};
    fill(from);
    from.run("INSERT INTO flow_run (id, name, flow_id) VALUES ('00000000-0000-4000-8000-000000000001', 'lost', "
             "'00000000-0000-4000-8000-000000000002')");
    BOOST_CHECK_EXCEPTION(copy(from, to), error, [](error const& thrown) { return thrown.code() == errc::integrity; });
    BOOST_TEST(to.run("SELECT count(*) FROM flow_run") == "0");
    BOOST_TEST(to.run("SELECT count(*) FROM flow") == "0");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_of_its_type_is_named)
{
    tests::temporary_database from{db::dialect::sqlite};
    tests::temporary_database to{db::dialect::postgresql};
    fill(from);
    from.run("UPDATE flow_run SET start_time = 'yesterday' WHERE name LIKE '%0000007'");
    BOOST_CHECK_EXCEPTION(copy(from, to), error, [](error const& thrown) {
        return std::string_view{thrown.what()} == "flow_run.start_time holds \"yesterday\", which is no time";
    });
    BOOST_TEST(to.run("SELECT count(*) FROM flow") == "0");
}

PRAETOR_TEST_EACH_DIALECT(another_revision_is_not_copied)
{
    tests::temporary_database from{dialect};
    tests::temporary_database to{db::dialect::sqlite};
    tests::migrate(from.options());
    from.run("UPDATE alembic_version SET version_num = '0123456789ab'");
    BOOST_CHECK_EXCEPTION(copy(from, to), error, [](error const& thrown) {
        return thrown.code() == errc::conflict &&
               std::string_view{thrown.what()}.find("0123456789ab") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
