// Migrations that fail, from files of the test's own.
#include <db/schema/migrate.hpp>
#include <db/schema/migration_sql.hpp>
#include <db/schema/new_migration.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/postgres_session.hpp>
#include <tests/support/temporary_database.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

using namespace praetor;
using tests::await;

// A folder with migrations for one dialect.
struct own_migrations
{
    explicit own_migrations(db::dialect kind) : dialect(kind)
    {
        static int count = 0;
        folder = std::filesystem::temp_directory_path() /
                 ("praetor_migrations_" + std::to_string(getpid()) + '_' + std::to_string(++count));
        std::filesystem::create_directories(folder / db::folder_of(dialect));
    }
    ~own_migrations() { std::filesystem::remove_all(folder); }

    void add(std::string const& revision, std::string const& up, std::string const& down) const
    {
        db::write_migration(folder, "A change", revision, {{dialect, up, down}});
    }
    db::migration_chain chain() const { return db::migration_chain::read(folder, dialect); }

    db::dialect dialect;
    std::filesystem::path folder;
};

std::string migrate(db::options options, own_migrations const& files, db::direction way, std::string const& name,
                    std::chrono::milliseconds timeout = {})
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), std::move(options));
    auto const chain = files.chain();
    auto const stands = await(context, db::current_revision(*store));
    auto reached = await(context, db::migrate(*store, chain, way, chain.resolve(name, stands), {timeout, {}}));
    await(context, store->close());
    return reached;
}

std::string migrate(tests::temporary_database const& at, own_migrations const& files, db::direction way,
                    std::string const& name, std::chrono::milliseconds timeout = {})
{
    return migrate(at.options(), files, way, name, timeout);
}

// As psql and sqlite3 would run it.
void feed(tests::temporary_database const& at, db::dialect dialect, std::string const& script)
{
    if (dialect == db::dialect::postgresql)
        tests::postgres_session{at.options().conninfo}.run_script(script);
    else
        at.run(script);
}

bool says(error const& thrown, std::string_view words)
{
    return std::string_view{thrown.what()}.find(words) != std::string_view::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(failed_migrations)

PRAETOR_TEST_EACH_DIALECT(a_failed_migration_leaves_the_database_as_it_was_and_names_its_statement)
{
    tests::temporary_database at{dialect};
    own_migrations const files{dialect};
    files.add("aaaaaaaaaaaa", "CREATE TABLE one (id integer);", "DROP TABLE one;");
    files.add("bbbbbbbbbbbb",
              "CREATE TABLE two (id integer);\nINSERT INTO one VALUES (1);\nINSERT INTO three VALUES (1);",
              "DROP TABLE two;");
    BOOST_CHECK_EXCEPTION(migrate(at, files, db::direction::up, "head"), error, [](error const& thrown) {
        return says(thrown, "0002_bbbbbbbbbbbb_a_change.sql, line 6") && says(thrown, "INSERT INTO three VALUES (1)") &&
               says(thrown, "as it was");
    });
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == "aaaaaaaaaaaa");
    BOOST_TEST(at.run("SELECT count(*) FROM one") == "0");
    BOOST_CHECK_THROW(at.run("SELECT * FROM two"), std::runtime_error);
}

PRAETOR_TEST_EACH_DIALECT(a_mended_migration_goes_on_where_the_failed_one_stopped)
{
    tests::temporary_database at{dialect};
    own_migrations const files{dialect};
    files.add("aaaaaaaaaaaa", "CREATE TABLE one (id integer);", "DROP TABLE one;");
    files.add("bbbbbbbbbbbb", "CREATE TABLE;", "DROP TABLE two;");
    BOOST_CHECK_THROW(migrate(at, files, db::direction::up, "head"), error);
    std::filesystem::remove(files.folder / db::folder_of(dialect) / "0002_bbbbbbbbbbbb_a_change.sql");
    files.add("bbbbbbbbbbbb", "CREATE TABLE two (id integer);", "DROP TABLE two;");
    BOOST_TEST(migrate(at, files, db::direction::up, "head") == "bbbbbbbbbbbb");
    BOOST_TEST(migrate(at, files, db::direction::down, "-1") == "aaaaaaaaaaaa");
    BOOST_CHECK_THROW(at.run("SELECT * FROM two"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_table_made_anew_must_not_break_foreign_keys)
{
    tests::temporary_database at{db::dialect::sqlite};
    own_migrations const files{db::dialect::sqlite};
    files.add("aaaaaaaaaaaa",
              "CREATE TABLE parent (id integer PRIMARY KEY);\n"
              "CREATE TABLE child (parent_id integer REFERENCES parent (id));\n"
              "INSERT INTO parent VALUES (1);\nINSERT INTO child VALUES (1);",
              "DROP TABLE child;\nDROP TABLE parent;");
    files.add("bbbbbbbbbbbb",
              "-- rebuilds: child\nCREATE TABLE new_child (parent_id integer REFERENCES parent (id));\n"
              "INSERT INTO new_child SELECT 2 FROM child;\nDROP TABLE child;\nALTER TABLE new_child RENAME TO child;",
              "DELETE FROM child;");
    BOOST_CHECK_EXCEPTION(migrate(at, files, db::direction::up, "head"), error,
                          [](error const& thrown) { return says(thrown, "breaks foreign keys of child"); });
    BOOST_TEST(at.run("SELECT parent_id FROM child") == "1");
}

BOOST_AUTO_TEST_CASE(a_migration_that_takes_longer_than_its_timeout_is_rolled_back)
{
    tests::temporary_database at{db::dialect::postgresql};
    own_migrations const files{db::dialect::postgresql};
    files.add("aaaaaaaaaaaa", "CREATE TABLE one (id integer);\nSELECT pg_sleep(60);", "DROP TABLE one;");
    BOOST_CHECK_EXCEPTION(
        migrate(at, files, db::direction::up, "head", std::chrono::milliseconds{50}), error,
        [](error const& thrown) { return thrown.code() == errc::timeout && says(thrown, "pg_sleep"); });
    BOOST_CHECK_THROW(at.run("SELECT * FROM one"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_migration_may_take_longer_than_a_request)
{
    tests::temporary_database at{db::dialect::postgresql};
    own_migrations const files{db::dialect::postgresql};
    files.add("aaaaaaaaaaaa", "SELECT pg_sleep(1.5);", "SELECT 1;");
    auto options = at.options();
    options.statement_timeout = std::chrono::milliseconds{100};
    BOOST_TEST(migrate(options, files, db::direction::up, "head") == "aaaaaaaaaaaa");
}

PRAETOR_TEST_EACH_DIALECT(a_printed_script_does_what_the_migrations_do)
{
    tests::temporary_database at{dialect};
    auto const& chain = db::migration_chain::embedded(dialect);
    feed(at, dialect, db::migration_sql(chain, db::direction::up, "", chain.at(1)));
    feed(at, dialect, db::migration_sql(chain, db::direction::up, chain.at(1), chain.head()));
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == chain.head());
    feed(at, dialect, db::migration_sql(chain, db::direction::down, chain.head(), chain.at(1)));
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == chain.at(1));
    BOOST_CHECK_THROW(db::migration_sql(chain, db::direction::up, chain.head(), ""), error);
}

BOOST_AUTO_TEST_SUITE_END()
