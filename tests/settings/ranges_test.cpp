// The limits of every setting, from the catalogue itself.
#include <tests/settings/places.hpp>

#include <server/settings/catalogue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fmt/format.h>

using namespace praetor;
using namespace praetor::tests;
using settings::kind;

namespace {

bool is_number(settings::field const& one)
{
    return one.of() == kind::integer || one.of() == kind::seconds || one.of() == kind::span;
}

// Refused in one line that names the setting; or taken.
std::string refusal_of(settings::field const& one, std::string const& text)
{
    try {
        one.set(text, "env");
        return "taken";
    }
    catch (error const& thrown) {
        bool const is_line = thrown.code() == errc::bad_setting &&
                             thrown.text().starts_with(one.variable() + " (env) must be ") &&
                             thrown.text().find('\n') == std::string::npos;
        return is_line ? "refused" : thrown.text();
    }
}

struct catalogue_of_all : places
{
    settings::values into;
    std::vector<settings::field> const all = settings::catalogue(into);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(settings_ranges, catalogue_of_all)

BOOST_AUTO_TEST_CASE(a_number_is_refused_where_it_is_none_or_too_large_to_be_kept)
{
    for (auto const& one : all) {
        if (!is_number(one))
            continue;
        for (auto const* text : {"nan", "inf", "-inf", "1e400", "many", "1,5", "0x10", "99999999999999999999999",
                                 "-99999999999999999999999", "--1", "+-1"})
            BOOST_TEST(refusal_of(one, text) == "refused", one.variable() << " = " << text);
        if (one.of() != kind::integer)
            for (auto const* text : {"1e17", "1e10", "-1e10"})
                BOOST_TEST(refusal_of(one, text) == "refused", one.variable() << " = " << text);
    }
}

BOOST_AUTO_TEST_CASE(a_number_is_taken_within_its_limits_and_refused_beyond_them)
{
    for (auto const& one : all) {
        if (!is_number(one))
            continue;
        auto const limits = one.range();
        auto const expect = [&](double number, std::string_view what) {
            auto const text = fmt::format("{}", number);
            BOOST_TEST(refusal_of(one, text) == what, one.variable() << " = " << text);
        };
        if (limits.min) {
            expect(*limits.min, "taken");
            expect(*limits.min - 1, "refused");
        }
        if (limits.above) {
            expect(*limits.above, "refused");
            expect(*limits.above + 1, "taken");
        }
        if (limits.max) {
            expect(*limits.max, "taken");
            expect(*limits.max + 1, "refused");
        }
    }
}

BOOST_AUTO_TEST_CASE(every_number_that_praetor_reads_has_a_lowest_value)
{
    for (auto const& one : all) {
        if (!is_number(one) || one.effect_of({}) != settings::effect::full)
            continue;
        auto const limits = one.range();
        bool const has_one = limits.min || limits.above || refusal_of(one, "-1") == "refused";
        // SQLAlchemy takes any number below 0 for "never".
        BOOST_TEST((has_one || one.path() == "server.database.sqlalchemy.pool_recycle"), one.variable());
    }
}

BOOST_AUTO_TEST_CASE(a_span_that_is_more_than_nothing_stays_more_than_nothing)
{
    variables["PREFECT_SERVER_DATABASE_TIMEOUT"] = "0.0001"; // 0 would mean no limit
    variables["PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS"] = "0.00001";
    auto const config = read();
    BOOST_TEST(config.server.database.timeout.count() == 1);
    BOOST_TEST(config.server.services.repossessor.loop_seconds.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_text_that_can_not_be_is_refused_and_not_shown_where_it_is_secret)
{
    for (auto const& one : all) {
        if (!one.is_checked())
            continue;
        BOOST_TEST(refusal_of(one, "bogus") == "refused", one.variable());
        BOOST_TEST(refusal_of(one, one.fallback()) == "taken", one.variable());
    }
    variables["PREFECT_SERVER_ENCRYPTION_KEY"] = "short";
    BOOST_TEST(refusal() == "PREFECT_SERVER_ENCRYPTION_KEY (env) must be 32 bytes as URL-safe base64, as "
                            "cryptography.fernet.Fernet.generate_key() makes it, not what it is");
}

BOOST_AUTO_TEST_CASE(brokers_and_storages_of_prefect_and_of_other_packages_are_taken)
{
    auto const takes = [this](std::string const& name, std::string const& value, std::string const& what) {
        auto const one = std::ranges::find(all, name, &settings::field::variable);
        BOOST_REQUIRE((one != all.end()));
        BOOST_TEST(refusal_of(*one, value) == what, name << " = " << value);
    };
    takes("PREFECT_SERVER_EVENTS_MESSAGING_BROKER", "prefect_redis.messaging", "taken");
    takes("PREFECT_SERVER_EVENTS_MESSAGING_CACHE", "prefect_redis.messaging", "taken");
    takes("PREFECT_SERVER_EVENTS_CAUSAL_ORDERING", "prefect_redis.ordering", "taken");
    takes("PREFECT_SERVER_EVENTS_CAUSAL_ORDERING", "prefect.server.events.ordering.db", "taken");
    takes("PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "prefect.server.concurrency.lease_storage.filesystem", "taken");
    takes("PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "my_company.leases", "taken");
    takes("PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "prefect.server.concurrency.lease_storage.redis", "refused");
    takes("PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "my..leases", "refused");
    takes("PREFECT_SERVER_DOCKET_URL", "redis://localhost:6379/0", "taken");
    takes("PREFECT_SERVER_DATABASE_DRIVER", "mysql", "refused");
}

BOOST_AUTO_TEST_SUITE_END()
