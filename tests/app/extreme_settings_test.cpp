// A server whose settings all have the lowest values that they may have, and one with the highest.
#include <server/settings/catalogue.hpp>

#include <server/base/error.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <fmt/format.h>

namespace {

using namespace praetor;
using namespace praetor::tests;
using settings::kind;

constexpr std::int64_t a_hundred_years = 3'155'695'200;

bool is_number(settings::field const& one)
{
    return one.of() == kind::integer || one.of() == kind::seconds || one.of() == kind::span;
}

bool takes(settings::field const& one, std::string const& text)
{
    try {
        one.set(text, "env");
        return true;
    }
    catch (error const&) {
        return false;
    }
}

std::string lowest(settings::field const& one)
{
    auto const limits = one.range();
    if (limits.min)
        return fmt::format("{}", *limits.min);
    if (limits.above)
        return one.of() == kind::integer ? fmt::format("{}", *limits.above + 1)
                                         : fmt::format("{}", *limits.above + 0.000001);
    for (auto const* text : {"-9223372036854775808", "-3155695200", "0"})
        if (takes(one, text))
            return text;
    return "1";
}

std::string highest(settings::field const& one)
{
    if (one.range().max)
        return fmt::format("{}", *one.range().max);
    for (std::string const text : {"18446744073709551615", "9223372036854775807", "2147483647", "65535"})
        if (takes(one, text))
            return text;
    return std::to_string(a_hundred_years);
}

settings_list all_at(std::string (*bound)(settings::field const&))
{
    settings::values into;
    settings_list given;
    for (auto const& one : settings::catalogue(into))
        // Its ports are the test's own, and no table is made in a microsecond.
        if (is_number(one) && one.effect_of({}) == settings::effect::full && one.path() != "server.api.port" &&
            one.path() != "server.database.port" && one.path() != "server.database.migration_timeout")
            given.emplace_back(one.variable(), bound(one));
    return given;
}

void serves(db::dialect dialect, settings_list settings)
{
    test_server server{dialect, settings};
    BOOST_TEST(server.get("/health").status == 200);
    BOOST_TEST(server.post("/flows/", R"({"name":"etl"})").status == 201);
    BOOST_TEST(server.get("/flows/name/etl").status == 200);
    server.stop();
}

} // namespace

BOOST_AUTO_TEST_SUITE(extreme_settings)

PRAETOR_TEST_EACH_DIALECT(a_server_runs_with_every_number_at_its_lowest)
{
    serves(dialect, all_at(lowest));
}

PRAETOR_TEST_EACH_DIALECT(a_server_runs_with_every_number_at_its_highest)
{
    serves(dialect, all_at(highest));
}

PRAETOR_TEST_EACH_DIALECT(a_connection_that_is_kept_for_no_time_still_gets_its_answer)
{
    test_server server{dialect, {{"PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", "0"}}};
    BOOST_TEST(server.get("/health").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
