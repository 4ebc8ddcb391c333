// praetor completion and praetor commands: both are made of the declared commands.
#include <tests/support/command.hpp>
#include <tests/support/temporary_folder.hpp>

#include <server/cli/completion/scripts.hpp>
#include <server/cli/reference/command_reference.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

namespace {

using namespace praetor;
using namespace praetor::tests;

struct typed_line
{
    char const* words; // the last one is being typed
    char const* offered;
};

std::ostream& operator<<(std::ostream& out, typed_line const& line)
{
    return out << line.words;
}

typed_line const lines[]{
    {"praetor serv", "server services"},       {"praetor server ", "start health --help"},
    {"praetor server start --po", "--port"},   {"praetor db --sqlite cop", "copy"}, // what is no command is passed over
    {"praetor db health --", "--json --help"}, {"praetor completion ", "bash zsh fish --help"},
    {"praetor --vers", "--version"},           {"praetor db copy /tmp/nothing", ""}, // files of the shell's own
};

// What bash offers once it has read the script.
std::string offered_by_bash(std::string const& script, std::string const& words)
{
    temporary_folder const folder;
    folder.write("praetor.bash", script);
    folder.write("ask.bash", ". \"$1\"\nread -ra COMP_WORDS <<<\"$2\"\n[[ $2 == *' ' ]] && COMP_WORDS+=('')\n"
                             "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_praetor\necho \"${COMPREPLY[*]}\"\n");
    auto const call = "bash " + (folder.path() / "ask.bash").string() + " " +
                      (folder.path() / "praetor.bash").string() + " '" + words + "'";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const bash{::popen(call.c_str(), "r"), ::pclose};
    std::string said;
    for (int next = std::fgetc(bash.get()); next != EOF; next = std::fgetc(bash.get()))
        said.push_back(static_cast<char>(next));
    while (said.ends_with('\n'))
        said.pop_back();
    return said;
}

cli::described_command small_command_line()
{
    return cli::describe("praetor: a title", [](cli::command root) {
        static bool yes = false;
        static std::string name;
        auto db = root.add("db", "What: it's in there");
        db.add("drop", "Drop a|b")
            .option("name", name, "Its name", cli::presence::required)
            .flag("--yes,-y", yes, "Don't ask")
            .runs([] { return 0; });
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(completion)

BOOST_DATA_TEST_CASE(bash_is_offered_what_may_come_next, boost::unit_test::data::make(lines), line)
{
    static auto const script = run_praetor({"completion", "bash"}).out;
    BOOST_TEST(offered_by_bash(script, line.words) == line.offered);
}

BOOST_AUTO_TEST_CASE(a_script_for_each_shell_names_every_command)
{
    for (auto const* shell : {"bash", "zsh", "fish"}) {
        auto const said = run_praetor({"completion", shell});
        BOOST_TEST(said.status == 0);
        for (auto const* words : {"'praetor server start'", "'praetor db copy'", "'praetor dashboard install'"})
            BOOST_TEST(said.out.find(words) != std::string::npos, shell << ", " << words);
    }
}

BOOST_AUTO_TEST_CASE(words_of_help_are_quoted_for_each_shell)
{
    auto const all = small_command_line();
    BOOST_TEST(cli::zsh_completion(all).find(R"('db:What: it'\''s in there')") != std::string::npos);
    BOOST_TEST(cli::zsh_completion(all).find(R"('--yes:Don'\''t ask' '-y:Don'\''t ask')") != std::string::npos);
    BOOST_TEST(cli::fish_completion(all).find(R"(-l yes -s y -d 'Don\'t ask')") != std::string::npos);
    BOOST_TEST(cli::bash_completion(all).find("'praetor db drop') words='--yes -y --help'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_reference_has_a_section_a_command)
{
    auto const text = cli::command_reference(small_command_line());
    BOOST_TEST(text.find("\n## praetor db drop name [options]\n\nDrop a|b.\n\n| | |\n|---|---|\n| `name` | Its name |\n"
                         "| `--yes`, `-y` | Don't ask |\n") != std::string::npos,
               text);
}

BOOST_AUTO_TEST_CASE(generated_pages_of_docs_are_what_the_program_says)
{
    auto const docs = std::filesystem::path{__FILE__}.parent_path() / "../../docs";
    auto const written = [&docs](char const* name) {
        std::stringstream text;
        text << std::ifstream{docs / name}.rdbuf();
        return text.str();
    };
    BOOST_TEST((written("commands.md") == run_praetor({"commands"}).out),
               "docs/commands.md is stale: ./dev docs writes it");
    BOOST_TEST((written("settings-reference.md") == run_praetor({"config", "reference"}).out),
               "docs/settings-reference.md is stale: ./dev docs writes it");
}

BOOST_AUTO_TEST_SUITE_END()
