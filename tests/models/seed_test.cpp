#include <models/seed/seed.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/table_content.hpp>
#include <tests/support/test_server.hpp>

namespace {

using namespace praetor;

models::seed::seeded seed(tests::temporary_database const& at, std::string_view environment, std::int64_t runs)
{
    return models::seed::seed(*db::bulk::open_session(at.options()), *models::seed::find_environment(environment), runs,
                              *parse_timestamp("2026-03-01T12:00:00Z"),
                              [](std::string_view, std::int64_t, std::int64_t) {});
}

} // namespace

BOOST_AUTO_TEST_SUITE(seeding)

PRAETOR_TEST_EACH_DIALECT(a_second_time_adds_nothing)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    auto const first = seed(at, "development", 50);
    BOOST_TEST(first.runs == 50);
    auto const content = tests::content_of(at.options());
    auto const second = seed(at, "development", 50);
    BOOST_TEST(second.runs == 0);
    BOOST_TEST(second.there == 50);
    BOOST_TEST((tests::content_of(at.options()) == content));
}

PRAETOR_TEST_EACH_DIALECT(more_runs_are_added_to_those_that_are_there)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    seed(at, "development", 50);
    BOOST_TEST(seed(at, "development", 80).runs == 30);
    BOOST_TEST(seed(at, "demo", 20).runs == 20);
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run") == "100");
    BOOST_TEST(at.run("SELECT count(*) FROM artifact_collection WHERE latest_id NOT IN (SELECT id FROM artifact)") ==
               "0");
}

PRAETOR_TEST_EACH_DIALECT(a_large_load_is_indexed_as_a_small_one)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    std::string const indexes = dialect == db::dialect::postgresql
                                    ? "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'"
                                    : "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
    auto const before = at.run(indexes);
    seed(at, "load", 10'000);
    BOOST_TEST(at.run(indexes) == before);
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run") == "10000");
}

PRAETOR_TEST_EACH_DIALECT(each_run_has_the_state_it_says_it_has)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    seed(at, "demo", 300);
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run JOIN flow_run_state AS state ON state.id = flow_run.state_id "
                      "AND state.flow_run_id = flow_run.id AND state.type = flow_run.state_type "
                      "AND state.name = flow_run.state_name AND state.timestamp = flow_run.state_timestamp") == "300");
    BOOST_TEST(at.run("SELECT count(*) FROM task_run LEFT JOIN task_run_state AS state ON state.id = task_run.state_id "
                      "AND state.task_run_id = task_run.id WHERE state.id IS NULL") == "0");
    BOOST_TEST(at.run("SELECT count(DISTINCT state_type) > 3 FROM flow_run") ==
               (dialect == db::dialect::postgresql ? "t" : "1"));
}

PRAETOR_TEST_EACH_DIALECT(the_server_serves_what_was_seeded)
{
    tests::temporary_database at{dialect};
    tests::migrate(at.options());
    seed(at, "development", 50);
    tests::test_server praetor{at, {}};
    auto const runs = praetor.post("/flow_runs/filter", R"({"flows": {"name": {"like_": "development"}}})");
    BOOST_TEST(runs.status == 200);
    BOOST_TEST(runs.json().as_array().size() == 50u);
    BOOST_TEST(praetor.post("/task_runs/filter", "{}").json().as_array().size() > 100u);
    BOOST_TEST(praetor.post("/logs/filter", "{}").json().as_array().size() > 100u);
    BOOST_TEST(praetor.post("/artifacts/filter", "{}").json().as_array().size() > 0u);
    auto const events =
        praetor.post("/events/filter",
                     R"({"filter": {"occurred": {"since": "2026-01-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"}}})");
    BOOST_TEST(events.status == 200);
    BOOST_TEST(events.json().at("total").as_int64() > 100);
}

BOOST_AUTO_TEST_SUITE_END()
