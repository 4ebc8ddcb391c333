// Passwords that stand in the URL of a database are printed by no command.
#include <server/cli/command_line.hpp>

#include <tests/support/command.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using namespace praetor::tests;

} // namespace

BOOST_AUTO_TEST_SUITE(passwords)

BOOST_AUTO_TEST_CASE(no_command_prints_one_wherever_the_url_has_it)
{
    for (std::string const url :
         {"postgresql+asyncpg://127.0.0.1:1/prefect?user=me&password=s3cret", "postgresql://me:s3cret@127.0.0.1:1/x",
          "postgresql://me:s3cret/db", "postgresql://127.0.0.1:1/p?password=s3cret&nonsense=1", "me:s3cret@db/prefect",
          "mysql://me:s3cret@db/prefect", "postgresql://me:s3cret%00@db/prefect",
          "postgresql://127.0.0.1:1/p?password=s3cret&options=-c+x"})
        for (std::vector<std::string> const& words :
             {std::vector<std::string>{"server", "start", "--port", "0", "--log-level", "DEBUG"},
              {"db", "health"},
              {"db", "upgrade"},
              {"db", "reset", "--yes"},
              {"db", "reset"},
              {"db", "backup", "/tmp/praetor-never.sql"},
              {"db", "copy", url, "sqlite:////tmp/praetor-never.db"},
              {"config", "view"}})
        {
            auto const said = run_praetor(words, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", url},
                                                  {"PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT", "1"},
                                                  {"PREFECT_SERVER_DATABASE_ECHO", "true"}});
            BOOST_TEST((said.out + said.err).find("s3cret") == std::string::npos,
                       words[1] << ' ' << url << ": " << said.out << said.err);
        }
}

BOOST_AUTO_TEST_CASE(one_in_the_words_of_the_program_is_taken_out_of_what_others_see)
{
    std::string name = "praetor", url = "postgresql://me:s3cret@db/prefect?password=s3cret", other = "s3cret";
    std::vector<char*> words{name.data(), url.data(), other.data()};
    auto const taken = cli::take_arguments(3, words.data());
    BOOST_TEST(taken.at(1) == "postgresql://me:s3cret@db/prefect?password=s3cret");
    BOOST_TEST(url.find("s3cret") == std::string::npos);
    BOOST_TEST(url.starts_with("postgresql://me:***@db/prefect"));
    BOOST_TEST(other == "s3cret");
}

BOOST_AUTO_TEST_SUITE_END()
