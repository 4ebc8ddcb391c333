// The dashboards of an installed Prefect package, as browsers get them.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr std::string_view placeholder = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER";

// Prefect's package with small dashboards.
struct package : temporary_folder
{
    package()
    {
        write("prefect/server/collection_blocks_data.json", "{}");
        add("ui", "first");
        add("ui-v2", "second");
    }

    void add(std::string const& folder, std::string_view name) const
    {
        auto const at = "prefect/server/" + folder;
        write(at + "/index.html", "<p>" + std::string{name} + "</p><script src=\"" + std::string{placeholder} +
                                      "/assets/app-Df3k_x9A.js\"></script>");
        write(at + "/assets/app-Df3k_x9A.js",
              "let base = '" + std::string{placeholder} + "';" + std::string(2'000, ' '));
        write(at + "/logo.png", placeholder);
    }

    settings_list settings(settings_list more = {}) const
    {
        more.emplace_back("PRAETOR_PREFECT_PACKAGE", (path() / "prefect").string());
        more.emplace_back("PREFECT_UI_STATIC_DIRECTORY", (path() / "served").string());
        return more;
    }
};

header_list const browser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};

header_list with_cookie(std::string const& cookie)
{
    auto all = browser;
    all.emplace_back("Cookie", cookie);
    return all;
}

answer go_to(test_server const& server, std::string_view path, header_list const& headers = browser)
{
    return ask(server.port(), "GET", path, {}, headers);
}

bool is_sent_to(answer const& got, std::string_view path)
{
    return got.status == 307 && got.headers.at("location").ends_with("localhost" + std::string{path});
}

bool has(answer const& got, std::string_view text)
{
    return got.status == 200 && got.body.find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(dashboards)

BOOST_AUTO_TEST_CASE(a_browser_gets_the_dashboard_that_it_chose_and_else_the_default_one)
{
    package const installed;
    test_server const server{db::dialect::sqlite, installed.settings()};
    BOOST_TEST(is_sent_to(go_to(server, "/?a=b"), "/v2/?a=b"));
    BOOST_TEST(is_sent_to(go_to(server, "/", {{"Sec-Fetch-Mode", "navigate"}}), "/v2/"));
    BOOST_TEST(is_sent_to(go_to(server, "/", with_cookie("other=1; prefect_ui_version=v2")), "/v2/"));
    BOOST_TEST(is_sent_to(go_to(server, "/", with_cookie("prefect_ui_version=v3")), "/v2/"));
    BOOST_TEST(has(go_to(server, "/", with_cookie("other=1; prefect_ui_version=v1")), "first"));
    BOOST_TEST(has(go_to(server, "/", {{"Accept", "*/*"}}), "first"));
    BOOST_TEST(is_sent_to(go_to(server, "/v2"), "/v2/"));
    BOOST_TEST(has(go_to(server, "/v2/", with_cookie("prefect_ui_version=v1")), "second"));
    test_server const first{db::dialect::sqlite, installed.settings({{"PREFECT_SERVER_UI_V2_ENABLED", "false"}})};
    BOOST_TEST(has(go_to(first, "/"), "first"));
    BOOST_TEST(is_sent_to(go_to(first, "/", with_cookie("prefect_ui_version=v2")), "/v2/"));
}

BOOST_AUTO_TEST_CASE(pages_inside_of_a_dashboard_are_its_own_and_what_is_no_page_is_not_found)
{
    package const installed;
    test_server const server{db::dialect::sqlite, installed.settings()};
    BOOST_TEST(has(go_to(server, "/runs/flow-run/1"), "first"));
    BOOST_TEST(has(go_to(server, "/v2/runs"), "second"));
    auto const missing = go_to(server, "/v2/assets/none.js", {{"Accept", "*/*"}});
    BOOST_TEST(missing.status == 404);
    BOOST_TEST(missing.body == R"({"detail":"Not Found"})");
    BOOST_TEST(ask(server.port(), "POST", "/v2/index.html").status == 405);
    BOOST_TEST(ask(server.port(), "POST", "/v2/runs").status == 404);
    BOOST_TEST(go_to(server, "/api/none").status == 404);
    BOOST_TEST(go_to(server, "/docs").body.find("<p>first") == std::string::npos);
    BOOST_TEST(server.get("/health").body == "true");
}

BOOST_AUTO_TEST_CASE(the_files_know_their_base_and_are_packed_and_kept_by_browsers)
{
    package const installed;
    test_server const server{db::dialect::sqlite, installed.settings({{"PREFECT_UI_SERVE_BASE", "/some/base"}})};
    BOOST_TEST(has(go_to(server, "/some/base/v2/"), "src=\"/some/base/v2/assets/app"));
    BOOST_TEST(has(go_to(server, "/some/base/assets/app-Df3k_x9A.js"), "let base = '/some/base';"));
    BOOST_TEST(has(go_to(server, "/some/base/logo.png"), placeholder));
    BOOST_TEST(is_sent_to(go_to(server, "/some/base"), "/some/base/v2/"));
    BOOST_TEST(go_to(server, "/").status == 404);
    BOOST_TEST(go_to(server, "/v2/").status == 404);
    auto const packed = go_to(server, "/some/base/v2/assets/app-Df3k_x9A.js", {{"Accept-Encoding", "gzip"}});
    BOOST_TEST(packed.headers.at("content-encoding") == "gzip");
    BOOST_TEST(packed.body.size() < 500U);
    BOOST_TEST(packed.headers.at("cache-control") == "public, max-age=31536000, immutable");
    test_server const root{db::dialect::sqlite, installed.settings()};
    BOOST_TEST(has(go_to(root, "/assets/app-Df3k_x9A.js"), "let base = '';"));
}

BOOST_AUTO_TEST_CASE(the_files_need_no_credentials_as_their_login_page_is_among_them)
{
    package const installed;
    test_server const server{db::dialect::sqlite,
                             installed.settings({{"PREFECT_SERVER_API_AUTH_STRING", "me:secret"}})};
    BOOST_TEST(has(go_to(server, "/v2/"), "second"));
    BOOST_TEST(go_to(server, "/ui-settings").status == 200);
    BOOST_TEST(go_to(server, "/api/flows/filter").status == 401);
}

BOOST_AUTO_TEST_CASE(where_one_dashboard_is_there_browsers_that_look_for_the_other_get_it)
{
    package const installed;
    std::filesystem::remove_all(installed.path() / "prefect/server/ui-v2");
    test_server const server{db::dialect::sqlite, installed.settings()};
    BOOST_TEST(has(go_to(server, "/"), "first"));
    BOOST_TEST(is_sent_to(go_to(server, "/v2/runs"), "/runs"));
    BOOST_TEST(go_to(server, "/v2/runs", {{"Accept", "*/*"}}).status == 404);
    auto const told = go_to(server, "/ui-settings").json();
    BOOST_TEST(boost::json::serialize(told.at("available_uis")) == R"(["v1"])");
    BOOST_TEST(told.at("default_ui") == "v1");
    BOOST_TEST(told.at("v2_base_url").is_null());
}

BOOST_AUTO_TEST_CASE(a_server_without_a_dashboard_says_how_to_get_one)
{
    test_server const server{db::dialect::sqlite, {{"PRAETOR_PREFECT_PACKAGE", "none"}}};
    BOOST_TEST(has(go_to(server, "/"), "praetor dashboard install"));
    BOOST_TEST(go_to(server, "/", {{"Accept", "*/*"}}).status == 404);
    BOOST_TEST(go_to(server, "/v2/").status == 404);
    test_server const off{db::dialect::sqlite, {{"PREFECT_UI_ENABLED", "false"}}};
    BOOST_TEST(go_to(off, "/").status == 404);
}

BOOST_AUTO_TEST_CASE(a_server_that_can_not_copy_a_dashboard_serves_the_rest)
{
    package const installed;
    installed.write("file", "");
    test_server const server{db::dialect::sqlite,
                             {{"PRAETOR_PREFECT_PACKAGE", (installed.path() / "prefect").string()},
                              {"PREFECT_UI_STATIC_DIRECTORY", (installed.path() / "file").string()}}};
    BOOST_TEST(server.get("/health").body == "true");
    BOOST_TEST(has(go_to(server, "/"), "no dashboard"));
}

BOOST_AUTO_TEST_SUITE_END()
