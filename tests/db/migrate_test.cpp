#include <db/schema/migrate.hpp>

#include <models/reference_version.hpp>

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
    std::string migrate(db::direction way, std::string const& name)
    {
        auto const& chain = db::migration_chain::embedded(store->kind());
        auto const stands = await(context, db::current_revision(*store));
        return await(context, db::migrate(*store, chain, way, chain.resolve(name, stands), {}));
    }
    std::string up(std::string const& name) { return migrate(db::direction::up, name); }
    std::string down(std::string const& name) { return migrate(db::direction::down, name); }

    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

std::string count_tables(tests::temporary_database const& at, db::dialect dialect)
{
    return at.run(dialect == db::dialect::postgresql
                      ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                      : "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
}

bool says(error const& thrown, std::string_view words)
{
    return std::string_view{thrown.what()}.find(words) != std::string_view::npos;
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
    BOOST_TEST(revision == (dialect == db::dialect::postgresql ? "91e2b8f3d6a4" : "27d8f4e1a6c9"));
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == revision);
    BOOST_TEST(std::stoi(count_tables(at, dialect)) == 37);
}

PRAETOR_TEST_EACH_DIALECT(a_second_upgrade_changes_nothing)
{
    tests::temporary_database at{dialect};
    opened{at}.upgrade();
    at.run("INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'kept')");
    opened{at}.upgrade();
    BOOST_TEST(at.run("SELECT name FROM flow") == "kept");
}

PRAETOR_TEST_EACH_DIALECT(a_revision_from_the_future_is_refused_untouched)
{
    tests::temporary_database at{dialect};
    opened{at}.upgrade();
    at.run("UPDATE alembic_version SET version_num = '0123456789ab'");
    BOOST_CHECK_EXCEPTION(opened{at}.upgrade(), error, [](error const& thrown) {
        return is_conflict(thrown) && says(thrown, "0123456789ab") && says(thrown, "A newer server") &&
               says(thrown, "Prefect " + std::string{models::reference_version});
    });
    BOOST_TEST(at.run("SELECT version_num FROM alembic_version") == "0123456789ab");
}

PRAETOR_TEST_EACH_DIALECT(a_revision_before_3_0_is_refused_and_the_way_out_is_named)
{
    tests::temporary_database at{dialect};
    opened{at}.upgrade();
    std::string const older = dialect == db::dialect::postgresql ? "94622c1663e8" : "2ac65f1758c2";
    at.run("UPDATE alembic_version SET version_num = '" + older + "'");
    BOOST_CHECK_EXCEPTION(opened{at}.upgrade(), error, [](error const& thrown) {
        return is_conflict(thrown) && says(thrown, "older than Prefect 3.0.0") &&
               says(thrown, "prefect server database upgrade");
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

PRAETOR_TEST_EACH_DIALECT(the_chain_ends_in_the_tables_that_an_empty_database_gets)
{
    tests::temporary_database walked{dialect}, straight{dialect};
    opened{walked}.up("base+1");
    opened{walked}.up("head");
    opened{straight}.upgrade();
    std::string const columns =
        dialect == db::dialect::postgresql
            ? "SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default), '\n' "
              "ORDER BY table_name, column_name) FROM information_schema.columns WHERE table_schema = 'public'"
            : "SELECT group_concat(word, char(10)) FROM (SELECT concerned.name || ' ' || columns.name || ' ' || type "
              "|| ' ' "
              "|| \"notnull\" || ' ' || cid AS word FROM (SELECT name FROM sqlite_master WHERE type = 'table') AS "
              "concerned, "
              "pragma_table_info(concerned.name) AS columns ORDER BY concerned.name, cid)";
    std::string const indexes =
        dialect == db::dialect::postgresql
            ? "SELECT string_agg(indexdef, '\n' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public'"
            : "SELECT group_concat(word, char(10)) FROM (SELECT tbl_name || ' ' || name AS word FROM sqlite_master "
              "WHERE type = 'index' ORDER BY 1)";
    BOOST_TEST(walked.run(columns) == straight.run(columns));
    BOOST_TEST(walked.run(indexes) == straight.run(indexes));
}

PRAETOR_TEST_EACH_DIALECT(every_migration_goes_down_and_up_again)
{
    tests::temporary_database at{dialect};
    opened with{at};
    auto const head = with.upgrade();
    auto const& chain = db::migration_chain::embedded(dialect);
    for (auto count = chain.all().size(); count > 1; --count) {
        BOOST_TEST(with.down("-1") == chain.at(count - 1));
        BOOST_TEST(with.up("+1") == chain.at(count));
        with.down("-1");
    }
    BOOST_TEST(with.up("head") == head);
    BOOST_TEST(with.down("base") == "");
    BOOST_TEST(count_tables(at, dialect) == "1"); // the stamp's, as Alembic leaves it
    BOOST_TEST(with.upgrade() == head);
}

PRAETOR_TEST_EACH_DIALECT(a_table_made_anew_keeps_its_rows_and_those_that_point_to_it)
{
    tests::temporary_database at{dialect};
    opened with{at};
    with.up("base+1");
    at.run("INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'f');"
           "INSERT INTO deployment (id, name, flow_id) VALUES ('00000000-0000-4000-8000-000000000002', 'd',"
           " '00000000-0000-4000-8000-000000000001');"
           "INSERT INTO deployment_schedule (id, schedule, active, deployment_id) VALUES"
           " ('00000000-0000-4000-8000-000000000003', '{}', '1', '00000000-0000-4000-8000-000000000002');"
           "INSERT INTO concurrency_limit_v2 (id, active, name, \"limit\", active_slots, denied_slots,"
           " slot_decay_per_second, avg_slot_occupancy_seconds) VALUES ('00000000-0000-4000-8000-000000000004', '1',"
           " 'deployment:00000000-0000-4000-8000-000000000002', 1, 0, 0, 0, 2)");
    with.upgrade();
    BOOST_TEST(at.run("SELECT count(*) FROM deployment_schedule") == "1");
    BOOST_TEST(at.run("SELECT concurrency_limit_id FROM deployment") == "00000000-0000-4000-8000-000000000004");
    // Foreign keys hold again on the connection that migrated.
    auto const drop = [](db::connection& conn) { return conn.execute(db::sql{"DELETE FROM deployment"}); };
    BOOST_TEST(await(with.context, with.store->transaction(drop)) == 1);
    BOOST_TEST(at.run("SELECT count(*) FROM deployment_schedule") == "0");
}

PRAETOR_TEST_EACH_DIALECT(limits_of_tags_become_global_limits_with_their_slots)
{
    tests::temporary_database at{dialect};
    opened with{at};
    with.up("base+1");
    at.run("INSERT INTO concurrency_limit (id, tag, concurrency_limit, active_slots) VALUES"
           " ('00000000-0000-4000-8000-000000000001', 'gpu', 3, '[\"a\", \"b\"]')");
    with.upgrade();
    BOOST_TEST(at.run("SELECT name || ' ' || \"limit\" || ' ' || active_slots FROM concurrency_limit_v2") ==
               "tag:gpu 3 2");
    BOOST_TEST(at.run("SELECT count(*) FROM concurrency_limit") == "0");
    with.down("9e83-1");
    BOOST_TEST(at.run("SELECT tag || ' ' || concurrency_limit || ' ' || active_slots FROM concurrency_limit") ==
               "gpu 3 []");
    BOOST_TEST(at.run("SELECT count(*) FROM concurrency_limit_v2") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
