// A folder served to browsers: what they get, what they need not get again, and what nobody gets.
#include <server/http/files/http_date.hpp>
#include <server/http/files/static_files.hpp>
#include <tests/support/handler_server.hpp>
#include <tests/support/temporary_folder.hpp>

#include <server/base/error.hpp>
#include <server/http/mounts.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

namespace {

using namespace praetor;
using tests::answer;
using tests::header_list;

// Serves files below a prefix, as a router does.
struct mounted final : http::handler
{
    mounted(std::string prefix, http::handler& files) { roots.add(std::move(prefix), files); }

    task<http::response> handle(http::request& rq) override
    {
        auto const found = roots.find(rq.path);
        rq.root = found.root;
        rq.path.erase(0, found.root.size());
        return found.to->handle(rq);
    }

    http::mounts roots;
};

struct dashboard
{
    dashboard()
    {
        folder.write("index.html", "<html>home</html>");
        folder.write("assets/Flows-8sQQsLj0.js", script);
        folder.write("assets/plain.js", "plain();");
        folder.write("guide/index.html", "<html>guide</html>");
        folder.write("robots.txt", "");
        folder.write(".env", "secret");
        folder.write(".well-known/security.txt", "contact");
        outside.write("secret.txt", "secret");
    }

    answer get(std::string_view path, header_list const& headers = {}) const
    {
        return server.ask("GET", path, headers);
    }

    static constexpr std::string_view script = "export const answer = 42;";

    tests::temporary_folder folder;
    tests::temporary_folder outside;
    http::static_files files{{folder.path()}};
    tests::handler_server server{files};
};

constexpr auto* page = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

// Sets the time of the last change.
void touch(std::filesystem::path const& file, std::time_t when)
{
    timespec const times[] = {{when, 0}, {when, 0}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(static_files, dashboard)

BOOST_AUTO_TEST_CASE(a_file_comes_as_it_is_with_its_type)
{
    auto const script_file = get("/assets/Flows-8sQQsLj0.js");
    BOOST_TEST(script_file.status == 200);
    BOOST_TEST(script_file.body == script);
    BOOST_TEST(script_file.headers.at("content-type") == "text/javascript; charset=utf-8");
    BOOST_TEST(script_file.headers.at("x-content-type-options") == "nosniff");
    BOOST_TEST(script_file.headers.at("accept-ranges") == "bytes");
    BOOST_TEST(get("/robots.txt").body.empty());
    BOOST_TEST(get("/robots.txt").headers.at("content-length") == "0");
}

BOOST_AUTO_TEST_CASE(a_folder_is_its_index_page)
{
    BOOST_TEST(get("/").body == "<html>home</html>");
    BOOST_TEST(get("/").headers.at("content-type") == "text/html; charset=utf-8");
    BOOST_TEST(get("/guide/").body == "<html>guide</html>");
    auto const moved = get("/guide?a=b");
    BOOST_TEST(moved.status == 307);
    BOOST_TEST(moved.headers.at("location") == "http://localhost/guide/?a=b");
    BOOST_TEST(get("/assets/").status == 404);
    BOOST_TEST(get("/assets/plain.js/").status == 404);
}

BOOST_AUTO_TEST_CASE(below_a_prefix_the_root_itself_is_sent_on_to_its_slash)
{
    mounted below{"/base/v2", files};
    tests::handler_server const other{below};
    auto const moved = other.ask("GET", "/base/v2");
    BOOST_TEST(moved.status == 307);
    BOOST_TEST(moved.headers.at("location") == "http://localhost/base/v2/");
    BOOST_TEST(other.ask("GET", "/base/v2/").body == "<html>home</html>");
    BOOST_TEST(other.ask("GET", "/base/v2/assets/plain.js").body == "plain();");
}

BOOST_AUTO_TEST_CASE(head_has_the_headers_and_nothing_else)
{
    auto const head = server.ask("HEAD", "/assets/plain.js");
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.body.empty());
    BOOST_TEST(head.headers.at("content-length") == "8");
    BOOST_TEST(head.headers.at("etag") == get("/assets/plain.js").headers.at("etag"));
}

BOOST_AUTO_TEST_CASE(files_can_only_be_read)
{
    for (auto const* verb : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
        auto const refused = server.ask(verb, "/assets/plain.js");
        BOOST_TEST(refused.status == 405, verb);
        BOOST_TEST(refused.headers.at("allow") == "GET, HEAD", verb);
        BOOST_TEST(server.ask(verb, "/").status == 405, verb);
        BOOST_TEST(server.ask(verb, "/guide").status == 405, verb);
        BOOST_TEST(server.ask(verb, "/nothing", {{"Accept", page}}).status == 404, verb);
    }
}

BOOST_AUTO_TEST_CASE(a_page_that_no_file_stands_for_is_the_index_page_where_a_browser_goes_to_it)
{
    for (auto const* path : {"/flow-runs/flow-run/7", "/deployments", "/guide/none"}) {
        auto const shown = get(path, {{"Accept", page}});
        BOOST_TEST(shown.status == 200, path);
        BOOST_TEST(shown.body == "<html>home</html>", path);
        BOOST_TEST(shown.headers.at("cache-control") == "no-cache", path);
        BOOST_TEST(server.ask("HEAD", path, {{"Accept", page}}).status == 200, path);
        for (auto const* other : {"*/*", "application/json", "text/html;q=0", "image/png"})
            BOOST_TEST(get(path, {{"Accept", other}}).status == 404, path << other);
    }
    auto const missing = get("/assets/Gone-8sQQsLj0.js");
    BOOST_TEST(missing.status == 404);
    BOOST_TEST(missing.body == R"({"detail":"Not Found"})");
}

BOOST_AUTO_TEST_CASE(without_a_fallback_an_unknown_page_is_404)
{
    http::static_files plain{{folder.path(), "assets", ""}};
    tests::handler_server const other{plain};
    BOOST_TEST(other.ask("GET", "/deployments", {{"Accept", page}}).status == 404);
}

BOOST_AUTO_TEST_CASE(a_file_with_a_hash_in_its_name_is_kept_for_a_year_and_others_are_asked_for_again)
{
    constexpr auto* year = "public, max-age=31536000, immutable";
    for (auto const* name :
         {"assets/index-D3YGXaC_.js.map", "assets/Artifact-aJk-y5-T.css", "assets/deep/x-0abcdefg.js"})
    {
        folder.write(name, "x");
        BOOST_TEST(get('/' + std::string{name}).headers.at("cache-control") == year, name);
    }
    for (auto const* name :
         {"assets/marketing-banner-bg-dark.svg", "assets/report-20260101.csv", "assets/a-overview.js",
          "index-D3YGXaC_.js", "assets/D3YGXaC_.js", "assets/index-D3YGXaC.js"})
    {
        folder.write(name, "x");
        BOOST_TEST(get('/' + std::string{name}).headers.at("cache-control") == "no-cache", name);
    }
    BOOST_TEST(get("/").headers.at("cache-control") == "no-cache");
}

BOOST_AUTO_TEST_CASE(what_a_client_has_already_is_not_sent_again)
{
    auto const first = get("/assets/plain.js");
    auto const tag = first.headers.at("etag");
    BOOST_TEST(tag.starts_with('"'));
    for (auto const& known : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}}) {
        auto const again = get("/assets/plain.js", {{"If-None-Match", known}});
        BOOST_TEST(again.status == 304, known);
        BOOST_TEST(again.body.empty());
        BOOST_TEST(again.headers.at("etag") == tag);
        BOOST_TEST(again.headers.at("cache-control") == "no-cache");
        BOOST_TEST(!again.headers.contains("content-length"));
        BOOST_TEST(!again.headers.contains("content-type"));
    }
    BOOST_TEST(get("/assets/plain.js", {{"If-None-Match", "\"other\""}}).status == 200);
    auto const changed = first.headers.at("last-modified");
    BOOST_TEST(get("/assets/plain.js", {{"If-Modified-Since", changed}}).status == 304);
    BOOST_TEST(get("/assets/plain.js", {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status == 200);
    BOOST_TEST(get("/assets/plain.js", {{"If-Modified-Since", "soon"}}).status == 200);
    // A tag says more than a date.
    BOOST_TEST(get("/assets/plain.js", {{"If-None-Match", "\"other\""}, {"If-Modified-Since", changed}}).status == 200);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_changed_has_another_tag_though_its_size_is_the_same)
{
    auto const before = get("/assets/plain.js").headers.at("etag");
    folder.write("assets/plain.js", "other();");
    touch(folder.path() / "assets/plain.js", 784'111'777);
    auto const after = get("/assets/plain.js", {{"If-None-Match", before}});
    BOOST_TEST(after.status == 200);
    BOOST_TEST(after.headers.at("etag") != before);
    BOOST_TEST(after.headers.at("last-modified") == "Sun, 06 Nov 1994 08:49:37 GMT");
}

BOOST_AUTO_TEST_CASE(who_means_another_version_is_refused)
{
    auto const tag = get("/assets/plain.js").headers.at("etag");
    BOOST_TEST(get("/assets/plain.js", {{"If-Match", tag}}).status == 200);
    BOOST_TEST(get("/assets/plain.js", {{"If-Match", "*"}}).status == 200);
    BOOST_TEST(get("/assets/plain.js", {{"If-Match", "\"other\""}}).status == 412);
    BOOST_TEST(get("/assets/plain.js", {{"If-Match", "W/" + tag}}).status == 412);
    BOOST_TEST(get("/assets/plain.js", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status == 412);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_file_can_be_asked_for)
{
    auto const part = get("/assets/Flows-8sQQsLj0.js", {{"Range", "bytes=7-11"}});
    BOOST_TEST(part.status == 206);
    BOOST_TEST(part.body == script.substr(7, 5));
    BOOST_TEST(part.headers.at("content-range") == "bytes 7-11/25");
    BOOST_TEST(part.headers.at("content-length") == "5");
    auto const end = get("/assets/Flows-8sQQsLj0.js", {{"Range", "bytes=-3"}});
    BOOST_TEST(end.body == script.substr(22));
    auto const beyond = get("/assets/Flows-8sQQsLj0.js", {{"Range", "bytes=25-"}});
    BOOST_TEST(beyond.status == 416);
    BOOST_TEST(beyond.headers.at("content-range") == "bytes */25");
    BOOST_TEST(beyond.body.empty());
    BOOST_TEST(get("/assets/Flows-8sQQsLj0.js", {{"Range", "bytes=0-1,3-4"}}).body == script);
    auto const head = server.ask("HEAD", "/assets/Flows-8sQQsLj0.js", {{"Range", "bytes=7-11"}});
    BOOST_TEST(head.status == 200);
}

BOOST_AUTO_TEST_CASE(a_part_of_another_version_is_the_whole_file)
{
    auto const first = get("/assets/plain.js");
    auto const part = [&](std::string const& condition) {
        return get("/assets/plain.js", {{"Range", "bytes=0-1"}, {"If-Range", condition}}).status;
    };
    BOOST_TEST(part(first.headers.at("etag")) == 206);
    BOOST_TEST(part(first.headers.at("last-modified")) == 206);
    BOOST_TEST(part("\"other\"") == 200);
    BOOST_TEST(part("W/" + first.headers.at("etag")) == 200);
    BOOST_TEST(part("Sun, 06 Nov 1994 08:49:37 GMT") == 200);
}

BOOST_AUTO_TEST_CASE(a_packed_variant_goes_to_who_takes_it)
{
    folder.write("assets/plain.js.gz", "gz bytes");
    folder.write("assets/plain.js.br", "br bytes");
    auto const sent = [&](std::string const& accepted) {
        auto const made = get("/assets/plain.js", {{"Accept-Encoding", accepted}});
        BOOST_TEST(made.headers.at("vary") == "Accept-Encoding, Origin");
        BOOST_TEST(made.headers.at("content-type") == "text/javascript; charset=utf-8");
        return (made.headers.contains("content-encoding") ? made.headers.at("content-encoding") : "none") + ": " +
               made.body;
    };
    BOOST_TEST(sent("gzip, deflate, br") == "br: br bytes");
    BOOST_TEST(sent("gzip, br;q=0.5") == "gzip: gz bytes");
    BOOST_TEST(sent("gzip") == "gzip: gz bytes");
    BOOST_TEST(sent("*") == "br: br bytes");
    BOOST_TEST(sent("gzip;q=0.2") == "gzip: gz bytes");
    BOOST_TEST(sent("gzip;q=0, deflate") == "none: plain();");
    BOOST_TEST(sent("identity, gzip;q=0.5") == "none: plain();");
    BOOST_TEST(sent("") == "none: plain();");
}

BOOST_AUTO_TEST_CASE(each_variant_has_a_tag_of_its_own)
{
    folder.write("assets/plain.js.gz", "gz bytes");
    folder.write("assets/plain.js.br", "br bytes");
    auto const tag = [&](std::string const& accepted) {
        return get("/assets/plain.js", {{"Accept-Encoding", accepted}}).headers.at("etag");
    };
    BOOST_TEST(tag("gzip") != tag("br"));
    BOOST_TEST(tag("gzip") != tag("identity"));
    auto const again = get("/assets/plain.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", tag("gzip")}});
    BOOST_TEST(again.status == 304);
    BOOST_TEST(again.headers.at("vary") == "Accept-Encoding, Origin");
    BOOST_TEST(get("/assets/plain.js", {{"Accept-Encoding", "br"}, {"If-None-Match", tag("gzip")}}).status == 200);
}

BOOST_AUTO_TEST_CASE(a_variant_that_is_older_than_its_file_is_not_sent)
{
    folder.write("assets/plain.js.gz", "old bytes");
    touch(folder.path() / "assets/plain.js.gz", 784'111'777);
    auto const made = get("/assets/plain.js", {{"Accept-Encoding", "gzip"}});
    BOOST_TEST(made.body == "plain();");
    BOOST_TEST(made.headers.at("vary") == "Origin");
}

BOOST_AUTO_TEST_CASE(nothing_outside_of_the_folder_can_be_reached)
{
    auto const name = outside.path().filename().string();
    std::filesystem::create_symlink(outside.path() / "secret.txt", folder.path() / "link.txt");
    std::filesystem::create_directory_symlink(outside.path(), folder.path() / "linked");
    std::filesystem::create_symlink("/dev/zero", folder.path() / "zero");
    for (auto const& path :
         {"/../" + name + "/secret.txt", "/assets/../../" + name + "/secret.txt", "/%2e%2e/" + name + "/secret.txt",
          "/%2E%2E%2F" + name + "%2Fsecret.txt", "/..%5c" + name + "%5csecret.txt", std::string{"/link.txt"},
          std::string{"/linked/secret.txt"}, std::string{"/linked"}, "/" + outside.path().string() + "/secret.txt",
          std::string{"/zero"}, std::string{"//etc/passwd"}, std::string{"/index.html%00.js"}})
    {
        auto const refused = get(path);
        BOOST_TEST(refused.status == 404, path);
        BOOST_TEST(refused.body == R"({"detail":"Not Found"})", path);
    }
}

BOOST_AUTO_TEST_CASE(a_sibling_whose_name_begins_like_the_folder_is_outside_of_it)
{
    auto const sibling = folder.path().string() + "_sibling";
    std::filesystem::create_directory(sibling);
    std::filesystem::copy_file(outside.path() / "secret.txt", sibling + "/secret.txt");
    std::filesystem::create_directory_symlink(sibling, folder.path() / "sibling");
    BOOST_TEST(get("/sibling/secret.txt").status == 404);
    std::filesystem::remove_all(sibling);
}

BOOST_AUTO_TEST_CASE(hidden_files_are_not_served_but_for_the_well_known_ones)
{
    BOOST_TEST(get("/.env").status == 404);
    BOOST_TEST(get("/assets/.git/config").status == 404);
    BOOST_TEST(get("/.well-known/security.txt").body == "contact");
}

BOOST_AUTO_TEST_CASE(a_link_that_stays_in_the_folder_is_followed)
{
    std::filesystem::create_symlink(folder.path() / "assets/plain.js", folder.path() / "same.js");
    BOOST_TEST(get("/same.js").body == "plain();");
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_not_there_and_nobody_waits_for_it)
{
    BOOST_REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    BOOST_TEST(get("/fifo").status == 404);
    BOOST_TEST(get('/' + std::string(5000, 'a')).status == 404);
}

BOOST_AUTO_TEST_CASE(a_file_of_many_pieces_comes_whole)
{
    std::string large;
    for (int i = 0; large.size() < 3'000'000; ++i)
        large += std::to_string(i) + ' ';
    folder.write("large.txt", large);
    BOOST_TEST((get("/large.txt").body == large));
    BOOST_TEST((get("/large.txt", {{"Range", "bytes=100000-2900000"}}).body == large.substr(100'000, 2'800'001)));
    BOOST_TEST((get("/large.txt", {{"Accept-Encoding", "gzip"}}).body == large)); // nothing is packed on the way
}

BOOST_AUTO_TEST_CASE(a_connection_stays_open_behind_a_file)
{
    auto const both = tests::exchange(server.port(), "GET /assets/plain.js HTTP/1.1\r\nHost: h\r\n\r\n"
                                                     "GET /guide/ HTTP/1.1\r\nHost: h\r\n\r\n");
    BOOST_TEST(both.find("plain();HTTP/1.1 200 OK\r\n") != std::string::npos);
    BOOST_TEST(both.ends_with("<html>guide</html>"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_none_is_a_bad_setting)
{
    BOOST_CHECK_THROW(http::static_files({folder.path() / "nothing"}), error);
    BOOST_CHECK_THROW(http::static_files({folder.path() / "index.html"}), error);
}

BOOST_AUTO_TEST_SUITE_END()
