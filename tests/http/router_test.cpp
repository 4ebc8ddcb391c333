// How a request finds its handler, what is asked before, and what happens where there is none.
#include <server/http/router.hpp>
#include <tests/support/await.hpp>
#include <tests/support/handler_server.hpp>
#include <tests/support/plain_request.hpp>

#include <server/base/error.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using http::applies;
using http::method;
using tests::header_of;
using tests::plain_request;

struct scope
{
    http::request& rq;
    std::vector<std::string>& asked; // by whom, in order
};

using router = http::basic_router<scope>;

task<std::string> read_name(scope& rq, std::string name)
{
    rq.asked.push_back("read_name " + name);
    co_return name;
}

task<void> remove_name(scope& rq, std::string)
{
    rq.asked.push_back("remove_name");
    co_return;
}

task<http::reply<std::string>> create_name(scope& rq)
{
    rq.asked.push_back("create_name");
    co_return http::reply<std::string>{"made", 201};
}

task<std::string> fail(scope&)
{
    throw error{errc::conflict, "taken"};
    co_return "";
}

task<bool> open_socket(scope& rq, http::websocket& socket)
{
    rq.asked.push_back("handshake");
    auto const open = co_await socket.accept();
    co_return open;
}

task<bool> refuse_socket(scope& rq, http::websocket& socket)
{
    rq.asked.push_back("handshake");
    co_await socket.refuse();
    co_return false;
}

task<void> serve_socket(scope& rq, http::websocket& socket)
{
    rq.asked.push_back("socket");
    co_await socket.close(1000, {});
}

std::optional<http::response> refuse_all(scope& rq)
{
    rq.asked.push_back("refuse_all");
    return http::refusal(418, "no");
}

task<std::optional<http::response>> refuse_later(scope& rq)
{
    rq.asked.push_back("refuse_later");
    co_return http::refusal(403, "later");
}

struct other_root final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        http::response made;
        made.status = 404;
        made.body = "nothing at " + rq.path + " below " + std::string{rq.root};
        co_return made;
    }
};

struct named_routes
{
    named_routes()
    {
        routes.get<"/names/{name}", read_name>().needs(role::anyone);
        routes.del<"/names/{name}", remove_name>().needs(role::anyone);
        routes.post<"/names/", create_name>().needs(role::anyone);
        routes.get<"/fails", fail>().needs(role::anyone);
        routes.websocket<"/open", open_socket, serve_socket>().needs(role::anyone);
        routes.websocket<"/refused", refuse_socket, serve_socket>().needs(role::anyone);
    }

    http::response ask(method verb, std::string path, std::map<std::string, std::string> headers = {})
    {
        plain_request rq{verb, std::move(path), std::move(headers)};
        return tests::await(context, routes.handle(rq));
    }

    // Notes that it was asked and lets all pass.
    auto noting(std::string name)
    {
        return [name](scope& rq) {
            rq.asked.push_back(name);
            return std::optional<http::response>{};
        };
    }

    boost::asio::io_context context;
    std::vector<std::string> asked;
    router routes{[this](http::request& rq) { return scope{rq, asked}; }, "/api"};
};

using names = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(routers, named_routes)

BOOST_AUTO_TEST_CASE(an_answer_has_the_status_that_its_handlers_type_says)
{
    BOOST_TEST(ask(method::get, "/api/names/x").body == "\"x\"");
    auto const made = ask(method::post, "/api/names/");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.body == "\"made\"");
    auto const removed = ask(method::del, "/api/names/x");
    BOOST_TEST(removed.status == 204);
    BOOST_TEST(removed.body.empty());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_a_refusal)
{
    auto const failed = ask(method::get, "/api/fails");
    BOOST_TEST(failed.status == 409);
    BOOST_TEST(failed.body == R"({"detail":"taken"})");
}

BOOST_AUTO_TEST_CASE(an_unknown_path_is_404_and_another_method_405)
{
    BOOST_TEST(ask(method::get, "/api/nothing").status == 404);
    BOOST_TEST(ask(method::get, "/names/x").status == 404);
    BOOST_TEST(ask(method::get, "/apinames/x").status == 404);
    auto const wrong = ask(method::post, "/api/names/x");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(header_of(wrong, "Allow") == "GET, DELETE");
    BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_CASE(a_slash_too_few_or_too_many_is_redirected_where_the_other_path_exists)
{
    auto const moved = ask(method::post, "/api/names", {{"Host", "h"}});
    BOOST_TEST(moved.status == 307);
    BOOST_TEST(header_of(moved, "Location") == "http://h/api/names/");
    BOOST_TEST(header_of(ask(method::get, "/api/fails/", {{"Host", "h"}}), "Location") == "http://h/api/fails");
    BOOST_TEST(ask(method::get, "/api/nothing/").status == 404);
    // All slashes at the end are one too many.
    BOOST_TEST(header_of(ask(method::get, "/api/fails//", {{"Host", "h"}}), "Location") == "http://h/api/fails");
    BOOST_TEST(ask(method::post, "/api/names//").status == 404);
    BOOST_TEST(ask(method::get, "/api//").status == 404);
}

BOOST_AUTO_TEST_CASE(checks_are_asked_in_order_and_only_of_what_they_apply_to)
{
    routes.check("a", applies::to_writes, noting("writes"));
    routes.check("b", applies::to_root, noting("root"));
    routes.check("c", applies::to_routes, noting("routes"));
    routes.check("d", applies::to_websockets, noting("websockets"));
    auto const asked_for = [&](method verb, std::string path) {
        asked.clear();
        ask(verb, std::move(path));
        return asked;
    };
    BOOST_TEST(asked_for(method::get, "/api/names/x") == (names{"root", "routes", "read_name x"}),
               boost::test_tools::per_element());
    BOOST_TEST(asked_for(method::del, "/api/names/x") == (names{"writes", "root", "routes", "remove_name"}),
               boost::test_tools::per_element());
    BOOST_TEST(asked_for(method::get, "/api/nothing") == names{"root"}, boost::test_tools::per_element());
    BOOST_TEST(asked_for(method::patch, "/api/names/x") == (names{"writes", "root"}), boost::test_tools::per_element());
    BOOST_TEST(asked_for(method::get, "/elsewhere").empty());
    BOOST_TEST(asked_for(method::post, "/elsewhere") == names{"writes"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_first_refusal_is_the_answer_and_nothing_behind_it_is_asked)
{
    routes.check("a", applies::to_root, noting("first"));
    routes.check("b", applies::to_writes, refuse_later);
    routes.check("c", applies::to_root, refuse_all);
    BOOST_TEST(ask(method::del, "/api/names/x").status == 403);
    BOOST_TEST(asked == (names{"first", "refuse_later"}), boost::test_tools::per_element());
    asked.clear();
    BOOST_TEST(ask(method::get, "/api/names/x").status == 418);
    BOOST_TEST(asked == (names{"first", "refuse_all"}), boost::test_tools::per_element());
    asked.clear();
    BOOST_TEST(ask(method::get, "/api/nothing").status == 418);
    BOOST_TEST(ask(method::post, "/elsewhere").status == 403);
}

BOOST_AUTO_TEST_CASE(another_root_answers_for_itself_its_404_too)
{
    other_root whole, second;
    routes.mount("/", whole);
    routes.mount("/v2", second);
    BOOST_TEST(ask(method::get, "/a/b").body == "nothing at /a/b below ");
    BOOST_TEST(ask(method::get, "/v2/a").body == "nothing at /a below /v2");
    BOOST_TEST(ask(method::get, "/v2").body == "nothing at  below /v2");
    BOOST_TEST(ask(method::get, "/api").body == "nothing at /api below ");
    BOOST_TEST(ask(method::get, "/api/nothing").body == R"({"detail":"Not Found"})");
    BOOST_TEST(ask(method::get, "/api/names/x").body == "\"x\"");
}

BOOST_AUTO_TEST_CASE(a_page_of_its_own_is_asked_before_the_root_it_stands_in)
{
    other_root whole;
    routes.mount("/", whole);
    routes.page("/settings", [](http::request const&) {
        http::response made;
        made.body = "here";
        return made;
    });
    BOOST_TEST(ask(method::get, "/settings").body == "here");
    BOOST_TEST(ask(method::post, "/settings").status == 405);
    BOOST_TEST(ask(method::get, "/settings/").body == "nothing at /settings/ below ");
    BOOST_TEST(ask(method::get, "/api/settings").status == 404);
}

BOOST_AUTO_TEST_CASE(the_document_is_below_the_routes_and_beside_them_but_in_no_other_root)
{
    other_root second;
    routes.mount("/v2", second);
    routes.document({"title", "1", "/api"}, "<html>");
    for (auto const* path : {"/docs", "/redoc", "/api/docs"})
        BOOST_TEST(ask(method::get, path).body == "<html>", path);
    BOOST_TEST(ask(method::get, "/openapi.json").body.starts_with(R"({"openapi":"3.1.0")"));
    BOOST_TEST(ask(method::head, "/docs").status == 200);
    BOOST_TEST(ask(method::post, "/docs").status == 405);
    BOOST_TEST(ask(method::get, "/v2/docs").body == "nothing at /docs below /v2");
}

BOOST_AUTO_TEST_CASE(the_handler_of_a_websocket_is_reached_only_behind_its_handshake)
{
    tests::handler_server server{routes};
    BOOST_TEST(server.shake_hands("/api/refused").starts_with("HTTP/1.1 403 "));
    BOOST_TEST(asked == names{"handshake"}, boost::test_tools::per_element());
    asked.clear();
    BOOST_TEST(server.shake_hands("/api/open").starts_with("HTTP/1.1 101 "));
    BOOST_TEST(asked == (names{"handshake", "socket"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(checks_of_websockets_are_asked_before_the_handshake_and_answer_it)
{
    routes.check("a", applies::to_root | applies::to_routes, refuse_all);
    routes.check("b", applies::to_websockets, refuse_later);
    tests::handler_server server{routes};
    auto const refused = server.shake_hands("/api/open");
    BOOST_TEST(refused.starts_with("HTTP/1.1 403 "));
    BOOST_TEST(refused.ends_with(R"({"detail":"later"})"));
    BOOST_TEST(asked == names{"refuse_later"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_websocket_that_is_nowhere_is_refused_with_an_empty_403)
{
    other_root whole;
    routes.mount("/", whole);
    tests::handler_server server{routes};
    for (auto const* path : {"/api/nothing", "/api/names/x", "/open", "/api"}) {
        auto const refused = server.shake_hands(path);
        BOOST_TEST(refused.starts_with("HTTP/1.1 403 "), path);
        BOOST_TEST(refused.find("Content-Length: 0\r\n") != std::string::npos, path);
    }
    BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
