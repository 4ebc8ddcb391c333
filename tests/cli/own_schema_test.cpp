// praetor db … in a schema of one's own, whose name has capitals and a blank, beside other people's tables.
#include <tests/support/command.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

namespace {

using namespace praetor;
using namespace praetor::tests;

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string content_of(std::filesystem::path const& file)
{
    std::ostringstream all;
    all << std::ifstream{file}.rdbuf();
    return all.str();
}

struct own_schema
{
    own_schema()
    {
        at.run("CREATE EXTENSION pg_trgm; CREATE SCHEMA \"My Team\"; CREATE SCHEMA theirs; "
               "CREATE TABLE theirs.secret (x int); CREATE TABLE public.other (x int)");
    }

    command_outcome db(std::vector<std::string> words, std::string const& url) const
    {
        words.insert(words.begin(), "db");
        return run_praetor(words, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", url},
                                   {"PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_SEARCH_PATH", path}});
    }
    std::string done(std::vector<std::string> const& words, std::string const& url = {}) const
    {
        auto const said = db(words, url.empty() ? at.url() : url);
        BOOST_TEST(said.status == 0, words.front() << ": " << said.err);
        return said.out;
    }

    temporary_database at{db::dialect::postgresql};
    std::string path = "\"My Team\", public";
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(own_schemas, own_schema)

BOOST_AUTO_TEST_CASE(its_tables_are_made_told_and_compared_there)
{
    done({"init"});
    BOOST_TEST(at.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'My Team' AND tablename = 'flow'") == "1");
    BOOST_TEST(has(done({"introspect"}), "\nflow_run\n"));
    BOOST_TEST(done({"diff", "--check"}) == "the database is as declared\n");
    done({"check"});
    BOOST_TEST(has(done({"vacuum"}), "MiB after"));
    at.run("ALTER TABLE \"My Team\".flow ADD COLUMN odd int");
    BOOST_TEST(has(done({"diff"}), "flow.odd"));
}

BOOST_AUTO_TEST_CASE(the_shell_sees_it_by_the_setting_and_by_the_url)
{
    done({"init"});
    for (auto const* more : {"", "?options=-csearch_path%3D%22My%5C%20Team%22,public%20-c%20timezone%3DAsia/Tokyo",
                             "?search_path=%22My+Team%22,+public"})
    {
        if (*more != '\0')
            path.clear();
        BOOST_TEST(done({"shell", "--", "-Atc",
                         "SELECT current_schema() || ' ' || current_setting('TimeZone') || count(*) "
                         "FROM flow"},
                        at.url() + more) == "My Team UTC0\n");
    }
}

BOOST_AUTO_TEST_CASE(a_backup_holds_it_alone_and_is_restored_into_an_empty_database)
{
    done({"seed", "--env", "development", "--size", "3"});
    temporary_folder const folder;
    auto const file = folder.path() / "kept.sql";
    done({"backup", file.string()});
    auto const script = content_of(file);
    BOOST_TEST(has(script, "CREATE SCHEMA \"My Team\""));
    BOOST_TEST(!has(script, "secret"));
    BOOST_TEST(!has(script, "public.other"));

    temporary_database const other{db::dialect::postgresql};
    auto const restored = done({"shell", "--", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.string()}, other.url());
    BOOST_TEST(other.run("SELECT count(*) FROM \"My Team\".flow_run") == "3");
    BOOST_TEST(done({"diff", "--check"}, other.url()) == "the database is as declared\n");
}

BOOST_AUTO_TEST_CASE(a_backup_of_public_leaves_other_schemas_out_and_is_restored_without_an_error)
{
    path.clear();
    at.run("DROP TABLE public.other");
    done({"init"});
    temporary_folder const folder;
    auto const file = folder.path() / "kept.sql";
    done({"backup", file.string()});
    BOOST_TEST(!has(content_of(file), "secret"));
    BOOST_TEST(!has(content_of(file), "My Team"));
    temporary_database const other{db::dialect::postgresql};
    done({"shell", "--", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.string()}, other.url());
    BOOST_TEST(other.run("SELECT count(*) FROM flow_run") == "0");
}

BOOST_AUTO_TEST_CASE(rows_are_copied_from_and_into_it_and_it_is_emptied_alone)
{
    done({"seed", "--env", "development", "--size", "3"});
    temporary_database const other{db::dialect::sqlite};
    BOOST_TEST(has(done({"copy", at.url(), other.url()}), "the numbers agree"));
    BOOST_TEST(other.run("SELECT count(*) FROM flow_run") == "3");
    BOOST_TEST(has(done({"reset", "--yes"}), "tables dropped"));
    BOOST_TEST(at.run("SELECT count(*) FROM \"My Team\".flow_run") == "0");
    BOOST_TEST(at.run("SELECT count(*) FROM theirs.secret") == "0");
    BOOST_TEST(has(done({"copy", other.url(), at.url()}), "the numbers agree"));
    BOOST_TEST(at.run("SELECT count(*) FROM \"My Team\".flow_run") == "3");
    // Between two schemas of one database.
    path.clear();
    at.run("DROP TABLE public.other");
    BOOST_TEST(has(done({"copy", at.url() + "?search_path=%22My+Team%22,public", at.url()}), "the numbers agree"));
    BOOST_TEST(at.run("SELECT count(*) FROM public.flow_run") == "3");
}

BOOST_AUTO_TEST_CASE(a_role_that_may_make_no_schema_is_told_what_the_comparison_needs)
{
    path.clear();
    at.run("DROP TABLE public.other");
    done({"init"});
    auto const role = "reader_" + at.run("SELECT current_database()");
    at.run("CREATE ROLE " + role + " LOGIN; GRANT USAGE ON SCHEMA public TO " + role +
           "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role);
    auto const url = at.url().substr(0, at.url().find("://") + 3) + role + at.url().substr(at.url().find('@'));
    for (auto const* command : {"check", "diff"}) {
        auto const refused = db({command}, url);
        BOOST_TEST(refused.status == 1, command);
        BOOST_TEST(has(refused.err, "GRANT CREATE ON DATABASE"), refused.err);
        BOOST_TEST(has(refused.err, role), refused.err);
    }
    at.run("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

BOOST_AUTO_TEST_CASE(a_schema_that_is_not_there_is_told)
{
    path = "nowhere";
    auto const refused = db({"init"}, at.url());
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(has(refused.err, "is a schema of the search path there"), refused.err);
    BOOST_TEST(db({"backup", "/tmp/praetor-never.sql"}, at.url()).status == 1);
}

BOOST_AUTO_TEST_SUITE_END()
