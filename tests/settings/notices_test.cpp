// What is told of the settings at start.
#include <tests/settings/places.hpp>

#include <server/settings/notices.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

using lines = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(settings_notices, places)

BOOST_AUTO_TEST_CASE(nothing_is_told_where_nothing_is_set)
{
    BOOST_TEST(settings::notices(read()) == lines{});
}

BOOST_AUTO_TEST_CASE(settings_that_are_set_and_have_no_effect_are_told_in_one_line_with_their_sources)
{
    variables["PREFECT_SERVER_API_PORT"] = "4300"; // has an effect
    variables["PREFECT_API_EVENTS_RELATED_RESOURCE_CACHE_TTL"] = "15";
    write("work/prefect.toml", "[server.services.triggers]\nread_batch_size = 30\n");
    BOOST_TEST(settings::notices(read()) == lines{"these settings have no effect in praetor: "
                                                  "PREFECT_SERVER_EVENTS_RELATED_RESOURCE_CACHE_TTL (env), "
                                                  "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE (prefect.toml)"});
}

BOOST_AUTO_TEST_CASE(what_asks_for_what_praetor_does_anyway_is_not_told)
{
    variables["PREFECT_SERVER_ANALYTICS_ENABLED"] = "off";
    variables["PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED"] = "False";
    BOOST_TEST(settings::notices(read()) == lines{});
    variables["PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED"] = "true";
    BOOST_TEST(settings::notices(read()) ==
               lines{"these settings have no effect in praetor: PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED (env)"});
}

BOOST_AUTO_TEST_CASE(what_only_the_sdk_reads_is_not_told)
{
    variables["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true";
    variables["PREFECT_LOGGING_LEVEL"] = "DEBUG";
    variables["PREFECT_API_URL"] = "http://localhost:4200/api";
    BOOST_TEST(settings::notices(read()) == lines{});
}

BOOST_AUTO_TEST_CASE(a_password_that_the_url_does_not_ask_for_is_told_and_not_shown)
{
    variables["PREFECT_SERVER_DATABASE_PASSWORD"] = "secret";
    BOOST_TEST(settings::notices(read()) == lines{});
    variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = "postgresql://me:${PREFECT_API_DATABASE_PASSWORD}@db/p";
    BOOST_TEST(settings::notices(read()) == lines{});
    variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = "postgresql://me@db/p";
    BOOST_TEST(settings::notices(read()) ==
               lines{"PREFECT_SERVER_DATABASE_PASSWORD is not used: PREFECT_SERVER_DATABASE_CONNECTION_URL has no "
                     "${PREFECT_SERVER_DATABASE_PASSWORD} in it"});
}

BOOST_AUTO_TEST_CASE(a_misspelled_name_is_told_with_the_one_that_was_probably_meant)
{
    variables["PREFECT_SERVER_API_PROT"] = "4300";
    variables["PREFECT_SERVER_SERVICE_HOST"] = "10.0.0.1"; // by Kubernetes
    variables["PREFECT_SERVER_OF_A_PLUGIN"] = "x";
    write("work/.env", "PREFECT_SERVER_DATABASE_TIMEOUTS=3\n");
    BOOST_TEST(settings::notices(read()) ==
               (lines{"PREFECT_SERVER_API_PROT (env) is no setting; PREFECT_SERVER_API_PORT is, and may be meant",
                      "PREFECT_SERVER_DATABASE_TIMEOUTS (.env) is no setting; PREFECT_SERVER_DATABASE_TIMEOUT is, and "
                      "may be meant"}));
}

BOOST_AUTO_TEST_SUITE_END()
