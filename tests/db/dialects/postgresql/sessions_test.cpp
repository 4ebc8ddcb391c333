// What a session is told, whoever says something else, of the pool and of whole tables alike.
#include <db/bulk/session.hpp>
#include <db/dialects/postgresql/conninfo.hpp>
#include <db/url.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/changed_environment.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tests::await;
using tests::temporary_database;

constexpr std::string_view ask =
    "SELECT concat_ws(' | ', current_setting('TimeZone'), current_setting('DateStyle'), "
    "current_setting('IntervalStyle'), "
    "current_setting('extra_float_digits'), current_setting('default_transaction_isolation'), "
    "current_setting('search_path'))";

task<std::string> read_settings(db::connection& conn)
{
    auto text = co_await conn.value<std::string>(db::sql{ask});
    co_return text;
}

void require_both(db::options const& options, std::string const& expected)
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), options);
    BOOST_TEST(await(context, store->read(read_settings)) == expected);
    BOOST_TEST(await(context, store->transaction(read_settings)) == expected);
    await(context, store->close());
    BOOST_TEST(db::bulk::open_session(options)->rows(std::string{ask}).front().front() == expected);
}

std::string with_path(std::string const& path)
{
    return "UTC | ISO, MDY | postgres | 1 | read committed | " + path;
}

struct postgres
{
    postgres()
    {
        for (auto const* one : {"timezone = ''Asia/Tokyo''", "datestyle = ''SQL, DMY''", "extra_float_digits = ''-5''",
                                "intervalstyle = ''iso_8601''", "search_path = ''Of The Role''"})
            at.run("DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I SET " + std::string{one} +
                   "', current_database()); END $do$");
    }
    temporary_database at{db::dialect::postgresql};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(postgres_sessions, postgres)

BOOST_AUTO_TEST_CASE(what_is_stored_hangs_on_nothing_that_the_database_or_the_environment_says)
{
    require_both(at.options(), with_path("\"Of The Role\""));
    tests::changed_environment const elsewhere{
        {{"PGTZ", "Asia/Tokyo"}, {"PGDATESTYLE", "German"}, {"PGOPTIONS", "-c intervalstyle=iso_8601"}}};
    require_both(at.options(), with_path("\"Of The Role\""));
}

BOOST_AUTO_TEST_CASE(the_search_path_is_the_urls_before_the_settings_before_the_databases)
{
    auto options = at.options();
    options.search_path = "\"My Schema\", public";
    require_both(options, with_path("\"My Schema\", public"));
    options.conninfo += "?options=-csearch_path%3D%22Of%5C%20The%5C%20Url%22%2C%5C%20public%20--timezone%3DAsia/Tokyo";
    require_both(options, with_path("\"Of The Url\", public"));
}

BOOST_AUTO_TEST_CASE(behind_a_pooler_the_options_of_the_url_go_with_each_transaction)
{
    auto options = at.options();
    options.conninfo += "?options=-csearch_path%3Dmine%20-c%20timezone%3DAsia/Tokyo";
    options.pooler = true;
    require_both(options, with_path("mine"));
    db::postgresql::conninfo const to{options};
    for (auto const& [keyword, value] : to.keywords(true))
        BOOST_TEST(keyword != "options");
}

BOOST_AUTO_TEST_CASE(hosts_are_tried_in_turn)
{
    auto const url = at.url();
    auto const user = url.find("//") + 2, server = url.find('@') + 1, name = url.find('/', server);
    auto const host = url.substr(server, name - server);
    for (auto const& hosts :
         {"/" + url.substr(name + 1) + "?host=127.0.0.1:1&host=" + host, "127.0.0.1:1," + host + url.substr(name)})
    {
        db::options options;
        db::set_target(options, "postgresql+asyncpg://" + url.substr(user, server - user) + hosts);
        require_both(options, with_path("\"Of The Role\""));
    }
}

BOOST_AUTO_TEST_CASE(statements_are_not_compiled_unless_the_url_asks_for_it)
{
    auto const jit_of = [](db::options const& options) {
        return db::bulk::open_session(options)->rows("SELECT current_setting('jit')").front().front();
    };
    auto options = at.options();
    BOOST_TEST(jit_of(options) == "off");
    options.conninfo += "?options=-cjit%3Don";
    BOOST_TEST(jit_of(options) == "on");
}

BOOST_AUTO_TEST_CASE(timeouts_beyond_what_postgresql_can_count_are_its_longest)
{
    auto options = at.options();
    options.statement_timeout = options.connect_timeout = std::chrono::hours{24 * 365 * 90};
    require_both(options, with_path("\"Of The Role\""));
}

BOOST_AUTO_TEST_CASE(options_that_name_a_setting_and_no_value_are_refused)
{
    auto options = at.options();
    options.conninfo += "?options=-c%20search_path";
    BOOST_CHECK_EXCEPTION(db::postgresql::conninfo{options}, error,
                          [](error const& thrown) { return thrown.code() == errc::bad_setting; });
}

BOOST_AUTO_TEST_SUITE_END()
