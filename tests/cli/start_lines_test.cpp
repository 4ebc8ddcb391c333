// What a start says of dashboards, and of what a server for others lacks.
#include <server/cli/serving/start_lines.hpp>

#include <tests/settings/places.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace praetor;

constexpr char const* root = "http://127.0.0.1:4200";

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(start_lines, tests::places)

BOOST_AUTO_TEST_CASE(where_the_dashboards_are_is_said_or_how_to_get_them)
{
    variables["PRAETOR_PREFECT_PACKAGE"] = "none";
    BOOST_TEST(has(cli::start_lines(read(), root), "dashboard: none is here; `praetor dashboard install` gets it\n"));

    std::filesystem::create_directories(folder / "prefect/server/ui");
    std::filesystem::create_directories(folder / "prefect/server/ui-v2");
    write("prefect/server/collection_blocks_data.json", "{}");
    write("prefect/server/ui/index.html", "1");
    variables["PRAETOR_PREFECT_PACKAGE"] = (folder / "prefect").string();
    BOOST_TEST(has(cli::start_lines(read(), root), "dashboard: http://127.0.0.1:4200/\n"),
               cli::start_lines(read(), root));
    write("prefect/server/ui-v2/index.html", "2");
    BOOST_TEST(has(cli::start_lines(read(), root),
                   "dashboard: http://127.0.0.1:4200/ (the new one: http://127.0.0.1:4200/v2)\n"));
    variables["PREFECT_SERVER_UI_SERVE_BASE"] = "/team";
    BOOST_TEST(has(cli::start_lines(read(), root),
                   "dashboard: http://127.0.0.1:4200/team (the new one: http://127.0.0.1:4200/team/v2)\n"));
    BOOST_TEST(!has(cli::start_lines(read(), {}), "dashboard"));
    variables["PREFECT_SERVER_UI_ENABLED"] = "false";
    BOOST_TEST(!has(cli::start_lines(read(), root), "dashboard"));
}

BOOST_AUTO_TEST_CASE(a_public_address_without_credentials_is_warned_of_in_one_line)
{
    BOOST_TEST(!has(cli::start_lines(read(), root), "warning: access"));
    variables["PREFECT_SERVER_API_HOST"] = "0.0.0.0";
    auto const lines = cli::start_lines(read(), root);
    auto const at = lines.find("warning: access: whoever reaches 0.0.0.0 may do everything");
    BOOST_TEST_REQUIRE(at != std::string::npos, lines);
    BOOST_TEST(lines.find("warning: access", at + 1) == std::string::npos);
    BOOST_TEST(!has(cli::start_lines(read(), root, true), "warning: access"));
    variables["PREFECT_SERVER_API_AUTH_STRING"] = "user:password";
    BOOST_TEST(!has(cli::start_lines(read(), root), "warning: access"));
}

BOOST_AUTO_TEST_CASE(clients_are_told_a_name_of_this_machine_where_every_address_is_listened_on)
{
    BOOST_TEST(cli::address_for_clients("127.0.0.1:4200") == "127.0.0.1:4200");
    BOOST_TEST(cli::address_for_clients("[::1]:4200") == "[::1]:4200");
    for (auto const* every : {"0.0.0.0:4200", "[::]:4200"}) {
        auto const told = cli::address_for_clients(every);
        BOOST_TEST(told.ends_with(":4200"));
        BOOST_TEST(!told.starts_with("0.0.0.0"));
        BOOST_TEST(!told.starts_with("["));
    }
}

BOOST_AUTO_TEST_SUITE_END()
