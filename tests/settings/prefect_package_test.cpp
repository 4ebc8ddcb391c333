#include <tests/settings/places.hpp>

#include <server/settings/prefect_package.hpp>

#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr std::string_view file = "/server/collection_blocks_data.json";

// Folders with Python environments in them.
struct environments : temporary_folder
{
    void install(std::string const& package) const { write(package + std::string{file}, "{}"); }
    std::string at(std::string const& name) const { return (path() / name).string(); }
    std::string found(std::map<std::string, std::string, std::less<>> const& variables) const
    {
        auto const folder = settings::find_prefect_package("", variables);
        return folder.starts_with(path().string()) ? folder.substr(path().string().size() + 1) : folder;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(prefect_package, environments)

BOOST_AUTO_TEST_CASE(the_package_is_that_of_the_active_environment_before_that_of_the_path)
{
    install("venv/lib/python3.11/site-packages/prefect");
    install("conda/lib/python3.12/site-packages/prefect");
    install("target/prefect");
    install("usr/lib/python3/dist-packages/prefect");
    write("usr/bin/python3", "");
    std::map<std::string, std::string, std::less<>> variables{{"PATH", at("none") + ":" + at("usr/bin")}};
    BOOST_TEST(found(variables) == "usr/lib/python3/dist-packages/prefect");
    variables["PYTHONPATH"] = at("none") + ":" + at("target");
    BOOST_TEST(found(variables) == "target/prefect");
    variables["CONDA_PREFIX"] = at("conda");
    BOOST_TEST(found(variables) == "conda/lib/python3.12/site-packages/prefect");
    variables["VIRTUAL_ENV"] = at("venv");
    BOOST_TEST(found(variables) == "venv/lib/python3.11/site-packages/prefect");
}

BOOST_AUTO_TEST_CASE(a_link_to_the_command_leads_to_the_environment_that_has_it)
{
    install("tools/prefect/lib/python3.13/site-packages/prefect");
    write("tools/prefect/bin/prefect", "");
    std::filesystem::create_directories(path() / "bin");
    std::filesystem::create_symlink(at("tools/prefect/bin/prefect"), at("bin/prefect"));
    auto const package = found({{"PATH", at("bin")}});
    BOOST_TEST(package.ends_with("tools/prefect/lib/python3.13/site-packages/prefect"), package);
}

BOOST_AUTO_TEST_CASE(of_several_pythons_of_an_environment_the_newest_counts)
{
    for (auto const* version : {"python3.9", "python3.11", "python3.x", "python2.7"})
        install("venv/lib/" + std::string{version} + "/site-packages/prefect");
    BOOST_TEST(found({{"VIRTUAL_ENV", at("venv")}}) == "venv/lib/python3.11/site-packages/prefect");
}

BOOST_AUTO_TEST_CASE(what_praetor_keeps_of_a_package_comes_before_those_of_environments)
{
    install("venv/lib/python3.11/site-packages/prefect");
    auto const found_now = [&] {
        return settings::find_prefect_package("", {{"VIRTUAL_ENV", at("venv")}},
                                              settings::kept_packages(path() / "usr/bin/praetor", path() / "home"));
    };
    BOOST_TEST(found_now() == at("venv/lib/python3.11/site-packages/prefect"));
    install("home/praetor/prefect");
    BOOST_TEST(found_now() == at("home/praetor/prefect"));
    install("usr/share/praetor/prefect");
    BOOST_TEST(found_now() == at("usr/share/praetor/prefect"));
}

BOOST_AUTO_TEST_CASE(an_environment_without_prefect_has_no_package)
{
    write("venv/lib/python3.11/site-packages/prefect/__init__.py", "");
    BOOST_TEST(found({{"VIRTUAL_ENV", at("venv")}, {"PATH", "bin::relative"}}) == "");
    BOOST_TEST(found({}) == "");
}

BOOST_AUTO_TEST_CASE(the_setting_names_the_package_or_what_holds_it_and_may_forbid_to_look)
{
    install("venv/lib/python3.11/site-packages/prefect");
    auto const package = at("venv/lib/python3.11/site-packages/prefect");
    places here;
    here.variables["VIRTUAL_ENV"] = at("venv");
    BOOST_TEST(here.read().prefect_folder == package);
    here.variables["PRAETOR_PREFECT_PACKAGE"] = "none";
    BOOST_TEST(here.read().prefect_folder == "");
    here.variables.erase("VIRTUAL_ENV");
    for (auto const* part : {"venv", "venv/lib/python3.11/site-packages", "venv/lib/python3.11/site-packages/prefect"})
    {
        here.variables["PRAETOR_PREFECT_PACKAGE"] = at(part);
        BOOST_TEST(here.read().prefect_folder == package);
    }
    here.variables["PRAETOR_PREFECT_PACKAGE"] = "/nonexistent";
    BOOST_TEST(here.refusal() == "PRAETOR_PREFECT_PACKAGE (env) must be a folder with Prefect's package in it, or "
                                 "\"none\", not \"/nonexistent\"");
}

BOOST_AUTO_TEST_SUITE_END()
