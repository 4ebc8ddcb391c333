// praetor db …: each command on each dialect, right and wrong.
#include <tests/support/command.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/json/parse.hpp>

#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace {

using namespace praetor;
using namespace praetor::tests;

struct team
{
    explicit team(db::dialect dialect) : at(dialect) {}

    // praetor db words…
    command_outcome db(std::vector<std::string> words) const
    {
        words.insert(words.begin(), "db");
        return run_praetor(words, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", at.url()}});
    }
    // The same where it must do what it is for.
    std::string done(std::vector<std::string> const& words) const
    {
        auto const said = db(words);
        BOOST_TEST(said.status == 0, words.front() << ": " << said.err);
        return said.out;
    }

    temporary_database at;
};

struct temporary_folder
{
    temporary_folder()
    {
        if (mkdtemp(path.data()) == nullptr)
            throw std::runtime_error{"mkdtemp"};
    }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(path); }

    std::string path = "/tmp/praetor-test.XXXXXX";
};

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(db_commands)

PRAETOR_TEST_EACH_DIALECT(init_makes_the_tables_of_an_empty_database_once)
{
    team const with{dialect};
    BOOST_TEST(has(with.done({"init"}), "at revision "));
    BOOST_TEST(with.at.run("SELECT count(*) FROM flow") == "0");
    auto const again = with.db({"init"});
    BOOST_TEST(again.status == 0);
    BOOST_TEST(has(again.err, "has its tables already"), again.err);
}

PRAETOR_TEST_EACH_DIALECT(commands_that_ask_make_no_database)
{
    team const with{dialect};
    if (dialect == db::dialect::sqlite)
        for (auto const* command : {"current", "check", "diff", "introspect", "health", "vacuum"}) {
            BOOST_TEST(with.db({command}).status == 1, command);
            BOOST_TEST(!std::filesystem::exists(with.at.path()));
        }
    else
        BOOST_TEST(has(with.done({"current"}), "base"));
}

PRAETOR_TEST_EACH_DIALECT(the_revision_is_told_and_checked)
{
    team const with{dialect};
    auto const head = with.done({"heads"});
    BOOST_TEST(has(head, " (head)"));
    BOOST_TEST(has(with.done({"history"}), "base -> "));
    BOOST_TEST(has(with.done({"history", "--verbose"}), "Path: migrations/"));
    with.done({"upgrade", "+1"});
    auto const behind = with.db({"check"});
    BOOST_TEST(behind.status == 1);
    BOOST_TEST(has(behind.out, "the head is "), behind.out);
    with.done({"upgrade"});
    BOOST_TEST(with.done({"current"}) == head);
    BOOST_TEST(has(with.done({"current", "-v"}), "Parent: "));
    with.done({"check"});
    with.at.run("ALTER TABLE flow ADD COLUMN odd INTEGER");
    BOOST_TEST(with.db({"check"}).status == 1);
    BOOST_TEST(has(with.done({"diff"}), "flow.odd"));
    BOOST_TEST(with.db({"diff", "--check"}).status == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_revision_that_is_not_known_is_refused)
{
    team const with{dialect};
    with.done({"init"});
    for (auto const& words : {std::vector<std::string>{"upgrade", "zzzz"},
                              {"upgrade", "+1"},
                              {"downgrade", "+1", "--yes"},
                              {"stamp", "zzzz"},
                              {"upgrade", "base:zzzz", "--sql"}})
    {
        auto const said = with.db(words);
        BOOST_TEST(said.status == 2, words.front() << ' ' << words[1]);
        BOOST_TEST(has(said.err, "praetor: "), said.err);
    }
}

PRAETOR_TEST_EACH_DIALECT(going_down_and_emptying_are_asked_for)
{
    team const with{dialect};
    with.done({"init"});
    auto const head = with.done({"current"});
    with.at.run("INSERT INTO flow (name) VALUES ('kept')");
    for (auto const* command : {"downgrade", "reset"}) {
        auto const refused = with.db({command});
        BOOST_TEST(refused.status == 1);
        BOOST_TEST(has(refused.err, "--yes"), refused.err);
    }
    BOOST_TEST(with.done({"current"}) == head);
    BOOST_TEST(with.at.run("SELECT count(*) FROM flow") == "1");
    with.done({"downgrade", "--yes"});
    BOOST_TEST(with.done({"current"}) != head);
    with.done({"reset", "--yes"});
    BOOST_TEST(with.done({"current"}) == head);
    BOOST_TEST(with.at.run("SELECT count(*) FROM flow") == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_stamp_changes_no_table)
{
    team const with{dialect};
    with.done({"upgrade", "+1"});
    BOOST_TEST(has(with.done({"stamp", "head"}), "no table was changed"));
    BOOST_TEST(with.done({"current"}) == with.done({"heads"}));
    BOOST_TEST(with.db({"diff", "--check"}).status == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_revision_is_written_for_both_dialects)
{
    team const with{dialect};
    temporary_folder const folder;
    for (auto const* one : {"/sqlite", "/postgresql"})
        std::filesystem::create_directory(folder.path + one);
    auto const said = with.done({"revision", "-m", "One more", "--directory", folder.path});
    for (auto const* one : {"/sqlite/0001_", "/postgresql/0001_"})
        BOOST_TEST(has(said, folder.path + one), said);
    BOOST_TEST(has(said, "_one_more.sql"), said);
    BOOST_TEST(has(with.done({"heads", "--directory", folder.path}), " (head)"));
}

PRAETOR_TEST_EACH_DIALECT(the_tables_are_printed_in_three_forms)
{
    team const with{dialect};
    with.done({"init"});
    BOOST_TEST(has(with.done({"introspect"}), "\nflow_run\n"));
    auto const json = boost::json::parse(with.done({"introspect", "--json"}));
    BOOST_TEST(json.at("tables").as_array().size() > 20u);
    BOOST_TEST(has(with.done({"introspect", "--sql"}), "CREATE TABLE"));
}

PRAETOR_TEST_EACH_DIALECT(health_and_wait_say_whether_the_database_answers)
{
    team const with{dialect};
    with.done({"init"});
    with.done({"wait", "--timeout", "5"});
    BOOST_TEST(has(with.done({"health"}), "healthy"));
    BOOST_TEST(boost::json::parse(with.done({"health", "--json"})).at("status").as_string() == "healthy");
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_is_not_waited_for_longer_than_said)
{
    std::map<std::string, std::string> const nowhere{
        {"PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://me@127.0.0.1:1/prefect"}};
    auto const waited = run_praetor({"db", "wait", "--timeout", "0"}, nowhere);
    BOOST_TEST(waited.status == 1);
    BOOST_TEST(has(waited.err, "praetor: "), waited.err);
    BOOST_TEST(run_praetor({"db", "health"}, nowhere).status == 1);
    BOOST_TEST(run_praetor({"db", "upgrade"}, nowhere).status == 1);
    BOOST_TEST(run_praetor({"server", "start", "--port", "0"}, nowhere).status == 1);
}

PRAETOR_TEST_EACH_DIALECT(made_up_content_is_copied_vacuumed_and_backed_up)
{
    team const with{dialect};
    BOOST_TEST(has(with.done({"seed", "--env", "development", "--size", "3"}), "3 flow runs added"));
    BOOST_TEST(has(with.done({"vacuum"}), "MiB after"));

    team const other{dialect == db::dialect::sqlite ? db::dialect::postgresql : db::dialect::sqlite};
    auto const copied = run_praetor({"db", "copy", with.at.url(), other.at.url()});
    BOOST_TEST(copied.status == 0, copied.err);
    BOOST_TEST(has(copied.out, "the numbers agree"));
    BOOST_TEST(other.at.run("SELECT count(*) FROM flow_run") == "3");
    BOOST_TEST(run_praetor({"db", "copy", with.at.url(), other.at.url()}).status == 1); // it is not empty any more
    BOOST_TEST(run_praetor({"db", "copy", with.at.url(), with.at.url()}).status == 2);

    temporary_folder const folder;
    auto const file = folder.path + (dialect == db::dialect::sqlite ? "/kept.db" : "/kept.sql");
    BOOST_TEST(has(with.done({"backup", file}), file));
    BOOST_TEST(std::filesystem::file_size(file) > 1000u);
    auto const again = with.db({"backup", file});
    BOOST_TEST(again.status == 1);
    BOOST_TEST(has(again.err, "--force"), again.err);
    with.done({"backup", file, "--force"});
    BOOST_TEST(with.db({"backup", "/nonexistent/kept.db"}).status == 1);
}

PRAETOR_TEST_EACH_DIALECT(the_shell_is_the_databases_own)
{
    team const with{dialect};
    with.done({"init"});
    auto const said = dialect == db::dialect::sqlite ? with.done({"shell", "--", "SELECT 6 * 7"})
                                                     : with.done({"shell", "--", "-Atc", "SELECT 6 * 7"});
    BOOST_TEST(said == "42\n");
}

PRAETOR_TEST_EACH_DIALECT(tables_are_partitioned_and_put_together_again)
{
    team const with{dialect};
    with.done({"upgrade"});
    if (dialect == db::dialect::sqlite) {
        auto const refused = with.db({"partition", "--plan"});
        BOOST_TEST(refused.status == 2);
        BOOST_TEST(has(refused.err, "partitions are PostgreSQL's"));
        return;
    }
    with.done({"seed", "--env", "development", "--size", "30"});
    auto const logs = with.at.run("SELECT count(*) FROM log");
    BOOST_TEST(has(with.done({"partition", "--plan", "--sql", "--table", "log"}), "CREATE TABLE praetor_moving_log"));
    auto const said = with.done({"partition", "--apply", "--by", "month"});
    BOOST_TEST(has(said, "table log: " + logs + " rows, now in partitions by month"));
    BOOST_TEST(has(with.done({"partition", "--plan"}), "partitioned by month"));
    BOOST_TEST(has(with.done({"partition", "--apply"}), "table events: partitioned already"));
    BOOST_TEST(with.db({"partition", "--apply", "--by", "day"}).status == 1);
    with.done({"diff", "--check"});
    BOOST_TEST(has(with.done({"vacuum"}), "MiB after"));
    BOOST_TEST(has(with.done({"partition", "--undo"}), "table log: " + logs + " rows, now in one table"));
    BOOST_TEST(has(with.done({"partition", "--undo", "--table", "log"}), "not partitioned"));
    BOOST_TEST(has(with.done({"partition", "--abandon"}), "table events: no copy of it is left"));
    with.done({"diff", "--check"});
}

PRAETOR_TEST_EACH_DIALECT(what_partition_can_not_mean_is_told)
{
    team const with{dialect};
    with.done({"upgrade"});
    for (auto const& words : std::vector<std::vector<std::string>>{{"partition"},
                                                                   {"partition", "--plan", "--apply"},
                                                                   {"partition", "--plan", "--by", "year"},
                                                                   {"partition", "--plan", "--table", "flow"}})
        BOOST_TEST(with.db(words).status == 2);
}

BOOST_AUTO_TEST_SUITE_END()
