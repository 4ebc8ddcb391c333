#include <db/schema/migrate.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

namespace {

using namespace praetor;
using tests::await;

struct opened
{
    explicit opened(tests::temporary_database const& at) : store(db::open(context.get_executor(), at.options())) {}
    ~opened() { await(context, store->close()); }

    std::string upgrade() { return await(context, db::upgrade(*store)); }

    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

std::string count_tables(tests::temporary_database const& at, db::dialect dialect)
{
    return at.run(dialect == db::dialect::postgresql
                      ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                      : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
}

bool is_conflict(error const& thrown)
{
    return thrown.code() == errc::conflict;
}

} // namespace

BOOST_AUTO_TEST_SUITE(migrations)

PRAETOR_TEST_EACH_DIALECT(an_empty_database_gets_every_table_and_the_stamp_of_prefects_head)
{
    tests::temporary_database at{dialect};
    auto const revision = opened{at}.upgrade();
    BOOST_TEST(revision == (dialect == db::dialect::postgresql ? "9e9dadc36797" : "f416ea180ae1"));
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == revision);
    BOOST_TEST(std::stoi(count_tables(at, dialect)) == 36);
}

PRAETOR_TEST_EACH_DIALECT(a_second_upgrade_changes_nothing)
{
    tests::temporary_database at{dialect};
    opened{at}.upgrade();
    at.run("INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'kept')");
    opened{at}.upgrade();
    BOOST_TEST(at.run("SELECT name FROM flow") == "kept");
}

PRAETOR_TEST_EACH_DIALECT(another_revision_is_refused_and_the_way_out_is_named)
{
    tests::temporary_database at{dialect};
    opened{at}.upgrade();
    at.run("UPDATE alembic_version SET version_num = '0123456789ab'");
    BOOST_CHECK_EXCEPTION(opened{at}.upgrade(), error, [](error const& thrown) {
        std::string_view const words = thrown.what();
        return thrown.code() == errc::conflict && words.find("0123456789ab") != std::string_view::npos &&
               words.find("prefect server database upgrade") != std::string_view::npos;
    });
}

PRAETOR_TEST_EACH_DIALECT(a_database_of_somebody_else_is_refused_untouched)
{
    tests::temporary_database at{dialect};
    at.run("CREATE TABLE theirs (id integer)");
    BOOST_CHECK_EXCEPTION(opened{at}.upgrade(), error, is_conflict);
    BOOST_TEST(count_tables(at, dialect) == "1");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_refused_untouched)
{
    tests::temporary_database at{db::dialect::sqlite};
    {
        auto* file = std::fopen(at.path().c_str(), "w");
        std::fputs("a letter to a friend, and nothing that begins as a database does\n", file);
        std::fclose(file);
    }
    BOOST_CHECK_THROW(opened{at}.upgrade(), error);
    auto* file = std::fopen(at.path().c_str(), "r");
    BOOST_TEST(std::fgetc(file) == 'a');
    std::fclose(file);
}

BOOST_AUTO_TEST_SUITE_END()
