#include <db/schema/compare.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/shadow.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

namespace {

using namespace praetor;
using tests::await;

std::vector<std::string> differences(tests::temporary_database const& at, db::dialect dialect)
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), at.options());
    auto const both = await(context, db::schema::read_with_shadow(*store, db::schema::declared(dialect)));
    await(context, store->close());
    std::vector<std::string> words;
    for (auto const& one : db::schema::compare(dialect, both.stands, both.declared))
        words.push_back(message_of(one));
    return words;
}

void upgrade(tests::temporary_database const& at)
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), at.options());
    await(context, db::upgrade(*store));
    await(context, store->close());
}

} // namespace

BOOST_AUTO_TEST_SUITE(declared_tables)

PRAETOR_TEST_EACH_DIALECT(the_declaration_is_what_the_migrations_make)
{
    tests::temporary_database at{dialect};
    upgrade(at);
    auto const found = differences(at, dialect);
    for (auto const& words : found)
        BOOST_ERROR(words);
    BOOST_TEST(found.empty());
}

PRAETOR_TEST_EACH_DIALECT(what_differs_is_said_in_words)
{
    tests::temporary_database at{dialect};
    upgrade(at);
    at.run("DROP INDEX ix_flow_run__name; ALTER TABLE flow ADD COLUMN motto VARCHAR");
    auto const found = differences(at, dialect);
    BOOST_REQUIRE(found.size() == 2u);
    BOOST_TEST(found[0].starts_with("column flow.motto: in the database, not declared"));
    BOOST_TEST(found[1].starts_with("index flow_run.ix_flow_run__name: declared, not in the database"));
}

PRAETOR_TEST_EACH_DIALECT(the_indexes_that_are_recommended_for_many_runs_are_no_difference)
{
    tests::temporary_database at{dialect};
    upgrade(at);
    std::string const include = " INCLUDE (state_type, flow_id, work_queue_id, start_time, id);";
    at.run("CREATE INDEX praetor_ix_flow_run__expected_start_time ON flow_run (expected_start_time)" +
           (dialect == db::dialect::postgresql ? include : ";") +
           "CREATE INDEX praetor_ix_flow_run__flow_id ON flow_run (flow_id, start_time, id);"
           "CREATE INDEX praetor_ix_flow_run__deployment_id ON flow_run (deployment_id, state_type);"
           "CREATE INDEX praetor_ix_task_run__flow_run_id ON task_run (flow_run_id, state_type, id)");
    BOOST_TEST(differences(at, dialect).empty());
}

BOOST_AUTO_TEST_CASE(an_index_that_is_not_valid_differs_from_what_is_declared)
{
    tests::temporary_database at{db::dialect::postgresql};
    upgrade(at);
    at.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_flow_run__name'::regclass");
    auto const found = differences(at, db::dialect::postgresql);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].starts_with("index flow_run.ix_flow_run__name: in the database"));
    BOOST_TEST((found[0].find("/* not valid */; declared") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
