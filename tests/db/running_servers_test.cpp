// Migrations beside servers that run.
#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>
#include <db/schema/steps/running_servers.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view additions[]{
    "CREATE TABLE a (id uuid NOT NULL, b integer NOT NULL); CREATE UNIQUE INDEX i ON a (id)",
    "ALTER TABLE a ADD COLUMN b integer; ALTER TABLE a ADD COLUMN c JSON DEFAULT '{}' NOT NULL",
    "-- concurrently: i on a\nCREATE INDEX CONCURRENTLY IF NOT EXISTS\n    i ON a (b);",
    "DROP INDEX i",
    "ALTER TYPE state_type ADD VALUE IF NOT EXISTS 'NEW'",
    "",
};

constexpr std::string_view changes[]{
    "ALTER TABLE a DROP COLUMN b",
    "ALTER TABLE a ADD COLUMN b integer NOT NULL",
    "ALTER TABLE a ADD COLUMN b uuid REFERENCES c (id)",
    "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)",
    "ALTER TABLE a RENAME COLUMN b TO c",
    "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
    "CREATE TABLE b (id uuid); CREATE UNIQUE INDEX i ON a (b)",
    "CREATE TABLE b (id uuid); DROP TABLE a",
    "UPDATE a SET b = 1",
    "DO $$ BEGIN DELETE FROM a; END $$",
};

bool has(std::string const& text, std::string_view wanted)
{
    return text.find(wanted) != std::string::npos;
}

struct older_database
{
    older_database() : at(db::dialect::postgresql)
    {
        await(context, db::migrate(*store, chain, db::direction::up, chain.at(before), {}));
        await(context, db::make_own_tables(*store));
    }
    ~older_database() { await(context, store->close()); }

    // Another server, which runs for so long.
    void list_server(std::string const& span) const
    {
        at.run("INSERT INTO praetor_stream_listener (id, hears_events, hears_logs, expires) VALUES (gen_random_uuid(), "
               "false, false, now() + interval '" +
               span + "')");
    }
    std::string go_up(std::size_t to, std::chrono::milliseconds timeout)
    {
        return await(context,
                     db::migrate(*store, chain, db::direction::up, chain.at(to), {.timeout = timeout, .on_step = {}}));
    }

    // 5d03c01be85e takes columns away; c163acd7e8e3, behind it, adds one.
    static constexpr std::size_t before = 4;
    db::migration_chain const& chain = db::migration_chain::embedded(db::dialect::postgresql);
    boost::asio::io_context context;
    temporary_database at;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
};

} // namespace

BOOST_AUTO_TEST_SUITE(running_servers)

BOOST_DATA_TEST_CASE(what_only_adds_is_known, boost::unit_test::data::make(additions), script)
{
    BOOST_TEST(db::only_adds(script));
}

BOOST_DATA_TEST_CASE(what_does_more_than_add_is_known, boost::unit_test::data::make(changes), script)
{
    BOOST_TEST(!db::only_adds(script));
}

BOOST_AUTO_TEST_CASE(a_migration_that_does_more_waits_for_servers_to_be_stopped_and_is_refused_where_they_are_not)
{
    older_database of;
    BOOST_TEST(!db::only_adds(of.chain.all()[of.before].up.text));
    of.list_server("1 hour");
    BOOST_CHECK_EXCEPTION(of.go_up(of.before + 1, 1s), error, [&](error const& thrown) {
        return thrown.code() == errc::conflict && has(thrown.text(), "0005_5d03c01be85e") &&
               has(thrown.text(), "Stop all of them");
    });
    BOOST_TEST(of.at.run("SELECT version_num FROM alembic_version") == of.chain.at(of.before));
    of.at.run("UPDATE praetor_stream_listener SET expires = now() + interval '2 seconds'");
    BOOST_TEST(of.go_up(of.before + 1, 30s) == of.chain.at(of.before + 1));
}

BOOST_AUTO_TEST_CASE(a_migration_that_only_adds_is_done_beside_servers)
{
    older_database of;
    of.go_up(of.before + 1, 0s);
    BOOST_TEST(db::only_adds(of.chain.all()[of.before + 1].up.text));
    of.list_server("1 hour");
    BOOST_TEST(of.go_up(of.before + 2, 0s) == of.chain.at(of.before + 2));
}

BOOST_AUTO_TEST_CASE(the_newest_migrations_only_add)
{
    auto const& all = db::migration_chain::embedded(db::dialect::postgresql).all();
    for (std::size_t i = all.size() - 3; i < all.size(); ++i)
        BOOST_TEST(db::only_adds(all[i].up.text), all[i].file);
}

BOOST_AUTO_TEST_SUITE_END()
