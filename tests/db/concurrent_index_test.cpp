// Indexes that PostgreSQL builds while others write: whatever interrupts them, the next attempt ends with a good one.
#include <db/schema/migrate.hpp>
#include <db/schema/steps/concurrent_index.hpp>
#include <db/schema/steps/script.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/postgres_session.hpp>
#include <tests/support/temporary_database.hpp>

#include <future>
#include <thread>

namespace {

using namespace praetor;
using tests::await;

constexpr std::string_view before_index = "c8d5f2a71b3e", after_index = "d4a7e1c93f52";
constexpr auto index_name = "ix_flow_run__state_type_coalesce_start_time";

db::migration_chain const& chain()
{
    return db::migration_chain::embedded(db::dialect::postgresql);
}

std::string migrate(db::options options, db::direction way, std::string_view target,
                    std::chrono::milliseconds limit = std::chrono::seconds{30})
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), std::move(options));
    std::exception_ptr failed;
    std::string reached;
    try {
        reached = await(context, db::migrate(*store, chain(), way, std::string{target}, {limit, {}}));
    }
    catch (error const&) {
        failed = std::current_exception();
    }
    await(context, store->close());
    if (failed)
        std::rethrow_exception(failed);
    return reached;
}

// A database that stands before the index, and a transaction in it that its build has to wait for.
struct written_database
{
    written_database()
    {
        up(chain().head());
        migrate(at.options(), db::direction::down, before_index);
        at.run("INSERT INTO flow (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'f')");
        writer.run("BEGIN");
        writer.run(insertion("held"));
    }

    std::string up(std::string_view target, std::chrono::milliseconds limit = std::chrono::seconds{30}) const
    {
        return migrate(at.options(), db::direction::up, target, limit);
    }
    std::future<std::string> begin_upgrade() const
    {
        return std::async(std::launch::async, [this] { return up(after_index); });
    }

    static std::string insertion(std::string const& name)
    {
        return "INSERT INTO flow_run (name, flow_id) VALUES ('" + name + "', '00000000-0000-4000-8000-000000000001')";
    }

    // Waits until `query` gives what is not empty, "0" or "f".
    std::string wait_for(std::string const& query) const
    {
        for (;;) {
            auto found = at.run(query);
            if (!found.empty() && found != "0" && found != "f")
                return found;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }
    // The process that builds the index, once it waits for the transaction.
    std::string wait_for_builder() const
    {
        return wait_for(
            "SELECT pid FROM pg_stat_progress_create_index WHERE datname = current_database() AND phase LIKE "
            "'waiting for writers%'");
    }
    std::string validity() const
    {
        return at.run("SELECT coalesce((SELECT indisvalid::text FROM pg_index WHERE indexrelid = to_regclass('" +
                      std::string{index_name} + "')), 'missing')");
    }
    std::string stamp() const { return at.run("SELECT version_num FROM alembic_version"); }

    tests::temporary_database at{db::dialect::postgresql};
    tests::postgres_session writer{at.options().conninfo};
};

} // namespace

BOOST_AUTO_TEST_SUITE(concurrent_indexes)

BOOST_AUTO_TEST_CASE(runs_are_written_while_an_index_of_their_table_is_built)
{
    written_database with;
    auto upgraded = with.begin_upgrade();
    with.wait_for_builder();
    BOOST_CHECK_NO_THROW(with.at.run("SET lock_timeout = '20s'; " + written_database::insertion("meanwhile")));
    with.writer.run("COMMIT");
    BOOST_TEST(upgraded.get() == after_index);
    BOOST_TEST(with.validity() == "true");
    BOOST_TEST(with.at.run("SELECT count(*) FROM flow_run") == "2");
}

BOOST_AUTO_TEST_CASE(those_who_wait_for_a_migration_do_not_hold_up_its_index)
{
    written_database with;
    auto first = with.begin_upgrade();
    with.wait_for_builder();
    auto second = with.begin_upgrade();
    auto const third = std::async(std::launch::async, [&] {
        boost::asio::io_context context;
        auto const store = db::open(context.get_executor(), with.at.options());
        await(context, db::stamp(*store, std::string{after_index}));
        await(context, store->close());
    });
    // Two connections of the first, and one of each that waits.
    with.wait_for("SELECT count(*) = 4 FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
                  "'praetor'");
    with.writer.run("COMMIT");
    BOOST_TEST(first.get() == after_index);
    BOOST_TEST(second.get() == after_index);
    third.wait();
    BOOST_TEST(with.validity() == "true");
}

BOOST_AUTO_TEST_CASE(an_index_whose_build_was_cancelled_is_made_anew)
{
    written_database with;
    auto upgraded = with.begin_upgrade();
    with.at.run("SELECT pg_cancel_backend(" + with.wait_for_builder() + ")");
    BOOST_CHECK_EXCEPTION(upgraded.get(), error, [](error const& thrown) {
        std::string_view const words = thrown.what();
        return words.find("0023_d4a7e1c93f52") != words.npos && words.find("begins it anew") != words.npos;
    });
    BOOST_TEST(with.validity() == "false");
    BOOST_TEST(with.stamp() == before_index);
    with.writer.run("ROLLBACK");
    BOOST_TEST(with.up(after_index) == after_index);
    BOOST_TEST(with.validity() == "true");
}

BOOST_AUTO_TEST_CASE(a_build_that_takes_longer_than_its_timeout_is_given_up_until_the_next_attempt)
{
    written_database with;
    BOOST_CHECK_EXCEPTION(with.up(after_index, std::chrono::milliseconds{300}), error,
                          [](error const& thrown) { return thrown.code() == errc::timeout; });
    BOOST_TEST(with.stamp() == before_index);
    with.writer.run("ROLLBACK");
    BOOST_TEST(with.up(after_index) == after_index);
    BOOST_TEST(with.validity() == "true");
}

BOOST_AUTO_TEST_CASE(a_build_whose_connection_is_lost_is_begun_again)
{
    written_database with;
    auto upgraded = with.begin_upgrade();
    with.at.run("SELECT pg_terminate_backend(" + with.wait_for_builder() + ")");
    with.writer.run("ROLLBACK");
    BOOST_TEST(upgraded.get() == after_index);
    BOOST_TEST(with.validity() == "true");
}

// The server goes on with a statement whose client was killed.
BOOST_AUTO_TEST_CASE(a_build_that_goes_on_for_somebody_who_has_gone_is_waited_for)
{
    written_database with;
    tests::postgres_session killed{with.at.options().conninfo};
    killed.start("CREATE INDEX CONCURRENTLY " + std::string{index_name} +
                 " ON flow_run (state_type, (coalesce(start_time, expected_start_time)))");
    with.wait_for_builder();
    auto const built = with.at.run("SELECT '" + std::string{index_name} + "'::regclass::oid");
    auto upgraded = with.begin_upgrade();
    with.wait_for(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND query LIKE '%pg_stat_progress_create_index%'");
    with.writer.run("COMMIT");
    killed.finish();
    BOOST_TEST(upgraded.get() == after_index);
    BOOST_TEST(with.validity() == "true");
    BOOST_TEST(with.at.run("SELECT '" + std::string{index_name} + "'::regclass::oid") == built);
}

BOOST_AUTO_TEST_CASE(whatever_was_left_of_an_index_is_made_anew_at_its_migration)
{
    tests::temporary_database at{db::dialect::postgresql};
    auto const to = [&](db::direction way, std::string_view target) { migrate(at.options(), way, target); };
    to(db::direction::up, chain().head());
    auto const indexes = "SELECT string_agg(indexdef || indisvalid, '\n' ORDER BY indexname) FROM pg_indexes "
                         "JOIN pg_index ON indexrelid = indexname::regclass WHERE schemaname = 'public'";
    auto const good = at.run(indexes);
    for (auto const& one : chain().all()) {
        auto const index = db::concurrent_index_of(one.up.text);
        if (!index)
            continue;
        to(db::direction::down, one.parent);
        at.run("SET client_min_messages = warning; DROP INDEX IF EXISTS " + index->name + "; CREATE INDEX " +
               index->name + " ON " + index->table + " (id); CREATE INDEX " + index->name + "_ccnew ON " +
               index->table + " (id); UPDATE pg_index SET " + "indisvalid = false WHERE indexrelid IN ('" +
               index->name + "'::regclass, '" + index->name + "_ccnew'::regclass)");
        to(db::direction::up, one.revision);
        to(db::direction::up, chain().head());
        BOOST_TEST(at.run(indexes) == good, one.file);
    }
}

BOOST_AUTO_TEST_CASE(a_good_index_that_somebody_built_before_is_kept)
{
    written_database with;
    with.writer.run("COMMIT");
    with.at.run("CREATE INDEX " + std::string{index_name} +
                " ON flow_run (state_type, (coalesce(start_time, expected_start_time)))");
    auto const built = with.at.run("SELECT '" + std::string{index_name} + "'::regclass::oid");
    BOOST_TEST(with.up(after_index) == after_index);
    BOOST_TEST(with.at.run("SELECT '" + std::string{index_name} + "'::regclass::oid") == built);
}

BOOST_AUTO_TEST_CASE(an_index_goes_while_runs_are_written)
{
    written_database with;
    with.writer.run("COMMIT");
    with.up(after_index);
    with.writer.run("BEGIN");
    with.writer.run(written_database::insertion("again"));
    auto down =
        std::async(std::launch::async, [&] { return migrate(with.at.options(), db::direction::down, before_index); });
    with.wait_for("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DROP INDEX "
                  "CONCURRENTLY%' AND wait_event_type = 'Lock'");
    BOOST_CHECK_NO_THROW(with.at.run("SET lock_timeout = '20s'; " + written_database::insertion("meanwhile")));
    with.writer.run("COMMIT");
    BOOST_TEST(down.get() == before_index);
    BOOST_TEST(with.validity() == "missing");
}

BOOST_AUTO_TEST_CASE(a_pool_of_one_connection_is_told_that_it_needs_two)
{
    written_database with;
    with.writer.run("COMMIT");
    auto options = with.at.options();
    options.pool_size = 1;
    options.pool_overflow = 0;
    BOOST_CHECK_EXCEPTION(migrate(options, db::direction::up, after_index), error, [](error const& thrown) {
        return thrown.code() == errc::bad_setting &&
               std::string_view{thrown.what()}.find("POOL_SIZE") != std::string_view::npos;
    });
    BOOST_TEST(with.stamp() == before_index);
}

BOOST_AUTO_TEST_CASE(every_statement_that_runs_concurrently_is_in_a_script_that_says_so)
{
    for (auto const& one : chain().all())
        for (auto const& script : {one.up, one.down}) {
            auto const index = db::concurrent_index_of(script.text);
            for (auto const& each : db::split_script(script.text, script.first_line)) {
                bool const concurrent =
                    each.text.substr(0, each.text.find('\n')).find("CONCURRENTLY") != each.text.npos;
                BOOST_TEST(concurrent == index.has_value(), one.file);
                BOOST_TEST((!index || each.text.find("EXISTS " + index->name) != each.text.npos), one.file);
            }
        }
    BOOST_CHECK_THROW(db::concurrent_index_of("-- concurrently: ix_flow__name\n"), error);
}

BOOST_AUTO_TEST_SUITE_END()
