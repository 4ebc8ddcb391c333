// Each setting's name, member, limits and default.
#include <tests/settings/places.hpp>

#include <server/settings/catalogue.hpp>
#include <server/settings/vacuum_types.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(settings_catalogue, places)

BOOST_AUTO_TEST_CASE(every_setting_has_names_of_its_own_and_a_default_that_it_takes)
{
    settings::values into;
    std::set<std::string> names;
    for (auto const& one : settings::catalogue(into)) {
        BOOST_TEST(names.insert(one.variable()).second, one.variable());
        BOOST_TEST(names.insert(one.path()).second, one.path());
        if (!one.legacy_variable().empty())
            BOOST_TEST(names.insert(std::string{one.legacy_variable()}).second, one.legacy_variable());
        if (!one.fallback().empty())
            BOOST_CHECK_NO_THROW(one.set(one.fallback(), "default"));
    }
    BOOST_TEST(names.contains("PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_CA_FILE"));
    BOOST_TEST(names.contains("PRAETOR_DATABASE_READERS"));
    BOOST_TEST(names.contains("PREFECT_SERVER_ENCRYPTION_KEY"));
}

BOOST_AUTO_TEST_CASE(a_default_says_what_its_member_holds)
{
    settings::values untouched;
    settings::values read_back;
    auto const expected = settings::catalogue(untouched);
    for (auto const& one : settings::catalogue(read_back))
        if (!one.fallback().empty())
            one.set(one.fallback(), "default");
    auto const found = settings::catalogue(read_back);
    BOOST_REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        BOOST_TEST(found[i].fallback() == expected[i].fallback(), found[i].path());
}

BOOST_AUTO_TEST_CASE(values_come_in_their_units)
{
    variables["PREFECT_SERVER_API_KEEPALIVE_TIMEOUT"] = "7";
    variables["PREFECT_SERVER_API_WEBSOCKET_PING_INTERVAL"] = "0.25";
    variables["PREFECT_SERVER_API_CSRF_TOKEN_EXPIRATION"] = "P1DT1H";
    variables["PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL"] = "0:30:00";
    variables["PREFECT_SERVER_API_MAX_PARAMETER_SIZE"] = "1_000";
    variables["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] = "https://a.example , https://b.example";
    variables["PREFECT_SERVER_LOGGING_LEVEL"] = "debug";
    variables["PREFECT_SERVER_DATABASE_PORT"] = "5433";
    variables["PREFECT_SERVER_UI_ENABLED"] = "Off";
    auto const all = read();
    BOOST_TEST((all.server.api.keepalive_timeout == 7s));
    BOOST_TEST((all.server.api.websocket_ping_interval == 250ms));
    BOOST_TEST((all.server.api.csrf_token_expiration == 25h));
    BOOST_TEST((all.server.events.maximum_websocket_backfill == 30min));
    BOOST_TEST(all.server.api.max_parameter_size == 1'000u);
    BOOST_TEST(all.server.api.cors_allowed_origins ==
               (std::vector<std::string>{"https://a.example", "https://b.example"}));
    BOOST_TEST((all.server.logging_level == log::level::debug));
    BOOST_TEST((all.server.database.port == 5433));
    BOOST_TEST(!all.server.database.migration_timeout.has_value());
    BOOST_TEST(!all.server.ui.enabled);
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_refused_in_one_line_with_its_setting_and_its_source)
{
    auto const refuses = [this](std::string const& name, std::string const& value, std::string const& wanted) {
        auto const kept = variables;
        variables[name] = value;
        BOOST_TEST(refusal() == name + " (env) must be " + wanted + ", not \"" + value + '"');
        variables = kept;
    };
    refuses("PREFECT_SERVER_API_PORT", "many", "a whole number");
    refuses("PREFECT_SERVER_API_PORT", "65536", "a whole number from 0 to 65535");
    refuses("PREFECT_SERVER_UI_ENABLED", "perhaps", "true or false");
    refuses("PREFECT_SERVER_LOGGING_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR or CRITICAL");
    refuses("PREFECT_SERVER_DATABASE_TIMEOUT", "soon", "a number of seconds");
    refuses("PREFECT_SERVER_DATABASE_TIMEOUT", "-1", "0 or more");
    refuses("PREFECT_SERVER_DATABASE_MIGRATION_TIMEOUT", "0", "more than 0");
    refuses("PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION", "5", "from 30 to 3600");
    refuses("PREFECT_SERVER_EVENTS_MAXIMUM_SIZE_BYTES", "-1", "a whole number of 0 or more");
    refuses("PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS", "some", "a whole number"); // of one without effect, too
    refuses("PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "events,logs",
            "true, false, or events, flow_runs and orphans with commas between them");
    refuses("PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS", "0", "more than 0");
    refuses("PRAETOR_DATABASE_SLOW_QUERY_MS", "-1", "from 0 to 86400000");
    write("work/prefect.toml", "[server.api]\nport = \"many\"\n");
    BOOST_TEST(refusal() == "PREFECT_SERVER_API_PORT (prefect.toml) must be a whole number, not \"many\"");
}

BOOST_AUTO_TEST_CASE(the_vacuum_of_flow_runs_implies_that_of_orphans)
{
    auto const means = [](std::string_view text) {
        settings::vacuum_types read;
        BOOST_TEST(parse(text, read).fits, text);
        return text_of(read);
    };
    BOOST_TEST(means("events") == "events");
    BOOST_TEST(means("flow_runs") == "flow_runs,orphans");
    BOOST_TEST(means("orphans") == "orphans");
    BOOST_TEST(means("orphans, events") == "events,orphans");
    BOOST_TEST(means("true") == "events,flow_runs,orphans");
    BOOST_TEST(means("false") == "events");
    BOOST_TEST(means("[]") == "");
}

BOOST_AUTO_TEST_SUITE_END()
