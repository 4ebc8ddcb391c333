#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace {

using namespace praetor;

bool contains(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

// Metrics that the dashboard of Grafana asks for, as /metrics declares them: those of a histogram without their ending.
std::set<std::string> metrics_of_grafana()
{
    std::ifstream file{std::filesystem::path{__FILE__}.parent_path() / "../../packages/grafana/praetor.json"};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    static std::regex const name{"(praetor_[a-z_]+?)(_bucket|_sum|_count)?[{]"};
    std::set<std::string> all;
    for (std::sregex_iterator at{text.begin(), text.end(), name}, end; at != end; ++at)
        all.insert((*at)[1].str());
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(health)

PRAETOR_TEST_EACH_DIALECT(the_health_of_the_database_says_what_it_is_and_how_it_fares)
{
    tests::test_server server{dialect};
    auto answer = server.get("/health/database");
    // A service may be at work just then.
    for (int tries = 0; tries < 100 && answer.json().at("pool").at("waiting") != 0; ++tries)
        answer = server.get("/health/database");
    BOOST_TEST(answer.status == 200);
    auto const found = answer.json().as_object();
    bool const postgresql = dialect == db::dialect::postgresql;
    BOOST_TEST(found.at("status").as_string() == "healthy");
    BOOST_TEST(found.at("dialect").as_string() == (postgresql ? "postgresql" : "sqlite"));
    BOOST_TEST(found.at("revision").as_string() == (postgresql ? "91e2b8f3d6a4" : "27d8f4e1a6c9"));
    BOOST_TEST(!found.at("version").as_string().empty());
    BOOST_TEST(found.at("latency_ms").as_double() >= 0);
    BOOST_TEST(found.at("pool").at("size").as_int64() > 0);
    BOOST_TEST(found.at("pool").at("waiting").as_int64() == 0);
    BOOST_TEST(found.at("wal_bytes").is_null() == postgresql);
    BOOST_TEST(found.at("replicas").as_array().empty());
}

PRAETOR_TEST_EACH_DIALECT(metrics_are_given_where_they_are_enabled)
{
    tests::test_server silent{dialect};
    BOOST_TEST(silent.get("/metrics").status == 404);
    tests::test_server as_the_reference{dialect, {{"PREFECT_SERVER_METRICS_ENABLED", "true"}}};
    BOOST_TEST(as_the_reference.get("/metrics").status == 200);
    tests::test_server server{dialect, {{"PRAETOR_METRICS_ENABLED", "true"}}};
    BOOST_TEST(server.post("/flows/", R"({"name": "etl"})").status == 201);
    auto const answer = server.get("/metrics");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.headers.at("content-type").starts_with("text/plain; version=0.0.4"));
    BOOST_TEST(contains(answer.body, "# TYPE praetor_database_statement_seconds histogram"));
    BOOST_TEST(contains(answer.body, "praetor_database_statement_seconds_count{statement=\"INSERT flow\"} 1"));
    BOOST_TEST(
        contains(answer.body, "praetor_database_statement_seconds_bucket{statement=\"INSERT flow\",le=\"+Inf\"} 1"));
    BOOST_TEST(contains(answer.body, "praetor_database_transactions_total "));
    BOOST_TEST(contains(answer.body, "praetor_database_errors_total{class=\"lost\"} 0"));
    BOOST_TEST(contains(answer.body, "praetor_cache_requests_total{cache=\"csrf_tokens\",result=\"hit\"} 0"));
}

PRAETOR_TEST_EACH_DIALECT(the_dashboard_of_grafana_asks_for_metrics_that_are_there)
{
    tests::test_server server{dialect, {{"PRAETOR_METRICS_ENABLED", "true"}}};
    auto const told = server.get("/metrics").body;
    auto const asked = metrics_of_grafana();
    BOOST_TEST(asked.size() > 15U);
    for (auto const& name : asked)
        BOOST_TEST(contains(told, "# TYPE " + name + ' '), name);
}

BOOST_AUTO_TEST_SUITE_END()
