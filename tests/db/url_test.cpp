// What the URLs of databases say, and what of them is shown.
#include <db/options.hpp>
#include <db/url.hpp>

#include <server/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <libpq-fe.h>

#include <map>
#include <memory>

namespace {

using namespace praetor;

db::options target_of(std::string const& url)
{
    db::options how;
    db::set_target(how, url);
    return how;
}

// As libpq reads what we made of it.
std::map<std::string, std::string> keywords_of(std::string const& url)
{
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> const read{
        PQconninfoParse(target_of(url).conninfo.c_str(), nullptr), &PQconninfoFree};
    BOOST_REQUIRE(read);
    std::map<std::string, std::string> all;
    for (auto const* one = read.get(); one->keyword != nullptr; ++one)
        if (one->val != nullptr)
            all.emplace(one->keyword, one->val);
    return all;
}

std::string refusal_of(std::string const& url)
{
    try {
        target_of(url);
    }
    catch (error const& thrown) {
        return thrown.code() == errc::bad_setting ? thrown.text() : "not as a bad setting";
    }
    return "taken";
}

} // namespace

BOOST_AUTO_TEST_SUITE(database_urls)

BOOST_AUTO_TEST_CASE(a_file_is_relative_absolute_or_memory)
{
    BOOST_TEST(target_of("sqlite+aiosqlite:////tmp/a.db").path == "/tmp/a.db");
    BOOST_TEST(target_of("sqlite:///a.db?timeout=3").path == "a.db");
    BOOST_TEST(target_of("sqlite+aiosqlite:///:memory:").path == ":memory:");
    BOOST_TEST(target_of("sqlite+aiosqlite:///file::memory:?cache=shared").path == ":memory:");
    BOOST_TEST((target_of("sqlite:///a.db").dialect == db::dialect::sqlite));
}

BOOST_AUTO_TEST_CASE(a_password_may_hold_what_a_url_is_parted_by)
{
    for (auto const* scheme : {"postgresql+asyncpg", "postgresql", "postgres"})
        for (auto const& [written, means] :
             {std::pair{"a/b", "a/b"}, std::pair{"50%", "50%"}, std::pair{"%zz", "%zz"}, std::pair{"a%2Fb%25", "a/b%"},
              std::pair{"a:b", "a:b"}, std::pair{"a@b", "a@b"}, std::pair{"a?b#c", "a?b#c"}, std::pair{"a+b", "a+b"},
              std::pair{"//", "//"}, std::pair{"", ""}})
        {
            auto const url = std::string{scheme} + "://me:" + written + "@db:5433/prefect?application_name=x";
            auto const found = keywords_of(url);
            BOOST_TEST(found.at("user") == "me", url);
            BOOST_TEST((found.contains("password") ? found.at("password") : "") == means, url);
            BOOST_TEST(found.at("host") == "db", url);
            BOOST_TEST(found.at("port") == "5433", url);
            BOOST_TEST(found.at("dbname") == "prefect", url);
            BOOST_TEST(found.at("application_name") == "x", url);
            BOOST_TEST(db::shown_url(url) == std::string{scheme} + "://me:***@db:5433/prefect?application_name=x");
        }
}

BOOST_AUTO_TEST_CASE(hosts_are_told_in_any_of_the_ways_that_libpq_and_sqlalchemy_know)
{
    for (auto const* url :
         {"postgresql+asyncpg://me@/prefect?host=a:5432&host=b:5433",
          "postgresql://me@/prefect?host=a,b&port=5432,5433", "postgresql+asyncpg://me@a:5432,b:5433/prefect",
          "postgresql://me@x/prefect?host=a:5432,b:5433"})
    {
        auto const found = keywords_of(url);
        BOOST_TEST(found.at("host") == "a,b", url);
        BOOST_TEST(found.at("port") == "5432,5433", url);
    }
    BOOST_TEST(keywords_of("postgresql://u@:6000/p?host=/var/run/postgresql").at("host") == "/var/run/postgresql");
    BOOST_TEST(keywords_of("postgresql://u@:6000/p?host=/var/run/postgresql").at("port") == "6000");
    BOOST_TEST(keywords_of("postgresql://u@%2Fvar%2Frun/p").at("host") == "/var/run");
    BOOST_TEST(keywords_of("postgresql://u@[::1]:6000/p").at("host") == "::1");
    BOOST_TEST(keywords_of("postgresql://u@[::1]:6000/p").at("port") == "6000");
    BOOST_TEST(keywords_of("postgresql://h:5432/p?password=a@b").at("host") == "h");
}

BOOST_AUTO_TEST_CASE(the_query_says_what_asyncpg_and_libpq_understand_and_a_search_path)
{
    auto const url =
        std::string{"postgresql+asyncpg://db/prefect?user=me&password=p%40w&ssl=require&command_timeout=60&"
                    "statement_cache_size=0&prepared_statement_cache_size=0&search_path=mine,public"};
    auto const found = keywords_of(url);
    BOOST_TEST(found.at("user") == "me");
    BOOST_TEST(found.at("password") == "p@w");
    BOOST_TEST(found.at("sslmode") == "require");
    BOOST_TEST(target_of(url).search_path == "mine,public");
    BOOST_TEST(keywords_of("postgresql://db/p?options=-c%20search_path%3Dmine").at("options") == "-c search_path=mine");
}

BOOST_AUTO_TEST_CASE(no_password_is_shown_wherever_it_stands)
{
    BOOST_TEST(db::shown_url("postgresql://db/p?user=me&password=secret&sslpassword=secret&x=1") ==
               "postgresql://db/p?user=me&password=***&sslpassword=***&x=1");
    BOOST_TEST(db::shown_url("postgresql://me:secret@db/p?p%61ssword=secret").find("secret") == std::string::npos);
    BOOST_TEST(db::shown_url("postgresql://me:se@cret@db/p") == "postgresql://me:***@db/p");
    BOOST_TEST(db::shown_url("mysql://me:secret@db/p").find("secret") == std::string::npos);
    BOOST_TEST(db::shown_url("me:secret@db/p").find("secret") == std::string::npos);
    BOOST_TEST(db::shown_url("sqlite+aiosqlite:////tmp/a.db") == "sqlite+aiosqlite:////tmp/a.db");
}

BOOST_AUTO_TEST_CASE(what_can_not_be_is_refused_without_a_part_of_it)
{
    BOOST_TEST(refusal_of("mysql://me:secret@db/p") ==
               "the database URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://, not mysql://");
    for (auto const* url :
         {"me:secret@db/p", "postgresql://me:secret/db", "postgresql://me:x@db:secret/p", "postgresql://me:x@db:0/p",
          "postgresql://me:secret%00x@db/p", "postgresql://me:x@db:65536/p", "postgresql://me:x@[::1/p",
          "postgresql://me:x@/p?host=a,b,c&port=1,2", "postgresql://me:x@/p?host=a:1&port=2"})
    {
        auto const words = refusal_of(url);
        BOOST_TEST(words.starts_with("the database URL "), url << ": " << words);
        BOOST_TEST(words.find("secret") == std::string::npos, words);
    }
}

BOOST_AUTO_TEST_SUITE_END()
