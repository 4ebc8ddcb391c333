// praetor dashboard install
#include <tests/support/command.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;
using namespace praetor::tests;

namespace {

// A wheel of Prefect, as small as it can be, and a home to install into.
struct wheel : temporary_folder
{
    wheel()
    {
        for (auto const* file :
             {"server/ui/index.html", "server/ui-v2/index.html", "server/collection_blocks_data.json",
              "server/api/collections_data/views/aggregate-worker-metadata.json", "client/other.py"})
            write("package/prefect/" + std::string{file}, "{}");
    }

    std::string pack() const
    {
        auto const file = (path() / "prefect-3.9.1-py3-none-any.whl").string();
        auto const words = "cd '" + (path() / "package").string() + "' && python3 -m zipfile -c '" + file + "' prefect";
        BOOST_REQUIRE(std::system(words.c_str()) == 0);
        return file;
    }

    fs::path home() const { return path() / "home"; }

    command_outcome install(std::vector<std::string> arguments, std::string const& programs = std::getenv("PATH")) const
    {
        arguments.insert(arguments.begin(), {"dashboard", "install"});
        return run_praetor(arguments, {{"PREFECT_HOME", home().string()}, {"PATH", programs}});
    }
};

bool is_there(fs::path const& folder)
{
    return fs::exists(folder / "server/ui/index.html") && fs::exists(folder / "server/ui-v2/index.html") &&
           fs::exists(folder / "server/api/collections_data/views/aggregate-worker-metadata.json");
}

} // namespace

BOOST_AUTO_TEST_SUITE(dashboard_commands)

BOOST_AUTO_TEST_CASE(a_wheel_gives_its_dashboards_and_lists_and_nothing_else)
{
    wheel const given;
    auto const done = given.install({"--from", given.pack()});
    BOOST_TEST(done.status == 0, done.err);
    BOOST_TEST(done.out.find("a server that starts from now on serves them") != std::string::npos);
    BOOST_TEST(is_there(given.home() / "praetor/prefect"));
    BOOST_TEST(!fs::exists(given.home() / "praetor/prefect/client"));
    BOOST_TEST(std::distance(fs::directory_iterator{given.home() / "praetor"}, {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_wheel_is_unpacked_without_any_other_program)
{
    wheel const given;
    auto const done = given.install({"--from", given.pack()}, given.path().string());
    BOOST_TEST(done.status == 0, done.err);
    BOOST_TEST(is_there(given.home() / "praetor/prefect"));
}

BOOST_AUTO_TEST_CASE(what_was_installed_before_is_replaced_whole)
{
    wheel const given;
    given.write("home/praetor/prefect/server/ui/old.js", "");
    BOOST_TEST(given.install({"--from", (given.path() / "package").string()}).status == 0);
    BOOST_TEST(is_there(given.home() / "praetor/prefect"));
    BOOST_TEST(!fs::exists(given.home() / "praetor/prefect/server/ui/old.js"));
}

BOOST_AUTO_TEST_CASE(what_has_no_dashboard_is_refused_and_what_was_there_stays)
{
    wheel const given;
    BOOST_TEST(given.install({"--from", (given.path() / "package").string()}).status == 0);
    given.write("bare/prefect/server/collection_blocks_data.json", "{}");
    auto const bare = given.install({"--from", (given.path() / "bare").string()});
    BOOST_TEST(bare.status == 2);
    BOOST_TEST(bare.err.find("has no dashboard: it takes the package prefect, not prefect-client") != std::string::npos,
               bare.err);
    given.write("broken.whl", "no zip");
    auto const broken = given.install({"--from", (given.path() / "broken.whl").string()});
    BOOST_TEST(broken.status == 1);
    BOOST_TEST(broken.err.find("can not be unpacked: it is no zip archive") != std::string::npos, broken.err);
    auto const none = given.install({"--from", "/nonexistent"});
    BOOST_TEST(none.status == 2);
    BOOST_TEST(none.err == "praetor: there is no /nonexistent\n");
    BOOST_TEST(given.install({"--from", "/nonexistent", "--version", "3.9.1"}).status == 2);
    BOOST_TEST(is_there(given.home() / "praetor/prefect"));
}

BOOST_AUTO_TEST_SUITE_END()
