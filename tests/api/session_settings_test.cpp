// What is stored, and how it is read back, whatever the environment, the database or the URL say of times and their
// forms.
#include <tests/api/requests.hpp>
#include <tests/support/changed_environment.hpp>
#include <tests/support/dialects.hpp>

#include <server/base/timestamp.hpp>

namespace {

using namespace praetor;
using namespace praetor::tests;

void set_in_database(temporary_database const& at, std::string const& setting)
{
    at.run("DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I SET " + setting + "', current_database()); END $do$");
}

// The seconds since 1970 in a column of the only row.
std::string seconds_in(temporary_database const& at, db::dialect dialect, std::string const& column,
                       std::string const& table)
{
    return at.run((dialect == db::dialect::postgresql ? "SELECT extract(epoch FROM " + column + ")::bigint"
                                                      : "SELECT CAST(strftime('%s', " + column + ") AS TEXT)") +
                  " FROM " + table);
}

void require_times_to_stay(temporary_database& at, db::dialect dialect, settings_list const& settings)
{
    constexpr auto when = "2026-03-01T12:00:00Z";
    constexpr auto seconds = "1772366400";
    test_server const server{at, settings};
    auto const sent =
        server.post("/events", R"([{"id":"00000000-0000-4000-8000-000000000001","occurred":")" + std::string{when} +
                                   R"(","event":"e","resource":{"prefect.resource.id":"r"}}])");
    BOOST_TEST(sent.status == 204);
    auto const run = make_flow_run(server, make_flow(server),
                                   R"(,"state":{"type":"SCHEDULED","state_details":{"scheduled_time":")" +
                                       std::string{when} + R"("}})");
    BOOST_TEST(
        server.post("/logs/", R"([{"name":"n","level":20,"message":"m","timestamp":")" + std::string{when} + "\"}]")
            .status == 201);

    std::string found;
    for (int tries = 0; tries < 100 && found.empty(); ++tries)
        found = server.post("/events/filter", R"({"filter":{"event":{"name":["e"]},"occurred":{"since":")" +
                                                  std::string{when} + R"(","until":")" + std::string{when} + "\"}}}")
                            .body.find(when) != std::string::npos
                    ? "there"
                    : "";
    BOOST_TEST(found == "there");
    BOOST_TEST(seconds_in(at, dialect, "occurred", "events WHERE event = 'e'") == seconds);
    BOOST_TEST(seconds_in(at, dialect, "expected_start_time", "flow_run") == seconds);
    BOOST_TEST(seconds_in(at, dialect, "timestamp", "log") == seconds);
    BOOST_TEST(text_of(server.get("/flow_runs/" + run).json(), "expected_start_time") == when);
    auto const logs = server.post("/logs/filter", R"({"logs":{"timestamp":{"after_":")" + std::string{when} +
                                                      R"(","before_":")" + std::string{when} + "\"}}}");
    BOOST_TEST(logs.json().as_array().size() == 1u);
    auto const history = server.post("/flow_runs/history", R"({"history_start":"2026-03-01T00:00:00Z",)"
                                                           R"("history_end":"2026-03-02T00:00:00Z",)"
                                                           R"("history_interval_seconds":43200})");
    BOOST_TEST(history.json().as_array().size() == 2u);
    BOOST_TEST(history.json().at(0).at("states").as_array().empty());
    BOOST_TEST(history.json().at(1).at("states").as_array().size() == 1u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_settings)

PRAETOR_TEST_EACH_DIALECT(no_time_zone_of_the_environment_changes_what_is_stored_or_read)
{
    changed_environment const elsewhere{{{"TZ", "Asia/Tokyo"},
                                         {"PGTZ", "Asia/Tokyo"},
                                         {"PGDATESTYLE", "German"},
                                         {"PGOPTIONS", "-c timezone=Asia/Tokyo -c intervalstyle=sql_standard"}}};
    temporary_database at{dialect};
    require_times_to_stay(at, dialect, {});
}

BOOST_AUTO_TEST_CASE(no_setting_of_the_database_changes_what_is_stored_or_read)
{
    temporary_database at{db::dialect::postgresql};
    for (auto const* one :
         {"timezone = ''Asia/Tokyo''", "datestyle = ''German''", "intervalstyle = ''sql_standard''",
          "bytea_output = ''escape''", "extra_float_digits = ''-10''", "transform_null_equals = on",
          "array_nulls = off", "quote_all_identifiers = on", "default_transaction_isolation = ''serializable''"})
        set_in_database(at, one);
    require_times_to_stay(at, db::dialect::postgresql, {});
}

BOOST_AUTO_TEST_CASE(no_option_of_the_url_changes_what_is_stored_or_read)
{
    temporary_database at{db::dialect::postgresql};
    require_times_to_stay(
        at, db::dialect::postgresql,
        {{"PREFECT_SERVER_DATABASE_CONNECTION_URL",
          at.url() + "?options=-c%20timezone%3DAsia/Tokyo%20--DateStyle%3DGerman%20-c%20statement_timeout%3D9000"}});
}

BOOST_AUTO_TEST_SUITE_END()
