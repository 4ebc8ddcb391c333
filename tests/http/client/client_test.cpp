// What this server asks of others, and how it fares with those that are slow, dead, endless or not what they say.
#include <server/http/client/client.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/task_group.hpp>

#include <tests/http/client/certificates.hpp>
#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>
#include <tests/support/changed_environment.hpp>
#include <tests/support/temporary_folder.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using http::outgoing_failure;
using http::outgoing_reply;
using http::outgoing_request;
using kind = outgoing_failure::kind;
using tests::target_server;

// Of no proxy, whatever the environment of the tests.
struct asking
{
    outgoing_reply send(outgoing_request wanted) { return tests::await(context, client.send(std::move(wanted))); }

    std::optional<outgoing_failure> failure_of(outgoing_request wanted)
    {
        try {
            send(std::move(wanted));
        }
        catch (outgoing_failure const& failed) {
            return failed;
        }
        return {};
    }

    boost::asio::io_context context;
    http::client client{http::proxies{}};
};

std::chrono::steady_clock::duration time_of(auto&& what)
{
    auto const begun = std::chrono::steady_clock::now();
    what();
    return std::chrono::steady_clock::now() - begun;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outgoing_requests)

BOOST_AUTO_TEST_CASE(a_request_goes_out_with_its_method_path_headers_and_body_and_nothing_that_nobody_asked_for)
{
    target_server const target;
    auto const reply = asking{}.send({.method = "PUT",
                                      .url = target.url("/a b/é?q=x y&z=%41#no"),
                                      .headers = {{"X-A", "b c"}, {"content-type", "x/y"}, {"connection", "no"}},
                                      .body = "text"});
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.reason == "OK");
    BOOST_TEST(reply.body == "ok");
    BOOST_TEST_REQUIRE(target.requests().size() == 1);
    BOOST_TEST(target.requests()[0] ==
               "PUT /a%20b/%C3%A9?q=x%20y&z=%41 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(target.port()) +
                   "\r\nX-A: b c\r\ncontent-type: x/y\r\nAccept: */*\r\nUser-Agent: praetor\r\n"
                   "Content-Length: 4\r\nConnection: close\r\n\r\ntext");
}

BOOST_AUTO_TEST_CASE(a_name_and_password_of_the_url_go_as_basic_authorization)
{
    target_server const target;
    asking{}.send({.url = "http://user:pa%20ss@127.0.0.1:" + std::to_string(target.port()) + "/p"});
    BOOST_TEST_REQUIRE(target.requests().size() == 1);
    BOOST_TEST(target.requests()[0].find("Authorization: Basic dXNlcjpwYSBzcw==\r\n") != std::string::npos);
    BOOST_TEST(target.requests()[0].starts_with("POST /p HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(requests_at_the_same_time_each_have_a_connection_and_an_answer)
{
    target_server const target{{.before_answer = 50ms}};
    asking all;
    int answered = 0;
    auto one = [](http::client& by, std::string url, int& count) -> task<void> {
        outgoing_request wanted{.url = std::move(url)};
        auto const reply = co_await by.send(std::move(wanted));
        count += reply.status == 200;
    };
    auto many = [](asking& with, std::string url, int& count, auto each) -> task<void> {
        task_group group{with.context.get_executor()};
        for (int n = 0; n < 20; ++n)
            group.spawn(each(with.client, url, count));
        co_await group.join();
    };
    tests::await(all.context, many(all, target.url("/"), answered, one));
    BOOST_TEST(answered == 20);
    BOOST_TEST(target.connections() == 20);
}

BOOST_AUTO_TEST_CASE(whoever_shares_the_thread_with_requests_to_silent_endless_and_dead_targets_is_not_held_up)
{
    tests::temporary_folder const folder;
    auto const own = tests::make_certificate(folder.path());
    target_server const silent{{.before_answer = 1h}};
    target_server const endless{{.answer = "HTTP/1.1 200 OK\r\n\r\n", .repeated = std::string(10'000, 'x')}};
    target_server const untrusted{{.certificate_file = own.certificate_file, .key_file = own.key_file}};
    std::vector<std::string> const urls{silent.url("/"), endless.url("/"), untrusted.url("/"), "http://127.0.0.1:1/"};
    auto one = [](http::client& by, std::string url, bool& waits) -> task<void> {
        for (bool first = true; first || waits; first = false) {
            outgoing_request wanted{.url = url, .idle_timeout = 3s};
            try {
                co_await by.send(std::move(wanted));
            }
            catch (outgoing_failure const&) {
                continue;
            }
        }
    };
    auto clock = [](std::chrono::steady_clock::duration& latest) -> task<void> {
        for (int n = 0; n < 100; ++n) {
            auto const begun = std::chrono::steady_clock::now();
            co_await sleep_for(5ms);
            latest = std::max(latest, std::chrono::steady_clock::now() - begun - 5ms);
        }
    };
    auto all = [](asking& with, std::vector<std::string> to, std::chrono::steady_clock::duration& latest, auto each,
                  auto ticks) -> task<void> {
        bool waits = true;
        task_group group{with.context.get_executor()};
        for (auto const& url : to)
            for (int n = 0; n < 5; ++n)
                group.spawn(each(with.client, url, waits));
        co_await ticks(latest);
        waits = false;
        co_await group.stop();
    };
    asking with;
    std::chrono::steady_clock::duration latest{};
    tests::await(with.context, all(with, urls, latest, one, clock));
    BOOST_TEST((latest < 1s), std::chrono::duration_cast<std::chrono::milliseconds>(latest).count() << " ms late");
}

BOOST_AUTO_TEST_CASE(a_body_in_chunks_is_put_together_and_interim_answers_are_passed_over)
{
    target_server const target{{.answer =
                                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nX-A: 1\r\nTransfer-Encoding: "
                                    "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"}};
    auto const reply = asking{}.send({.url = target.url("/")});
    BOOST_TEST(reply.status == 201);
    BOOST_TEST(reply.body == "abcde");
    BOOST_TEST(reply.headers[0].first == "x-a");
}

BOOST_AUTO_TEST_CASE(a_redirect_is_an_answer_and_is_not_followed)
{
    target_server const other;
    target_server const target{
        {.answer = "HTTP/1.1 302 Found\r\nLocation: " + other.url("/secret") + "\r\nContent-Length: 0\r\n\r\n"}};
    BOOST_TEST(asking{}.send({.url = target.url("/")}).status == 302);
    BOOST_TEST(other.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_silent_target_is_given_up_after_the_idle_time)
{
    target_server const target{{.before_answer = 1h}};
    auto const took = time_of([&] {
        auto const failed = asking{}.failure_of({.url = target.url("/"), .idle_timeout = 100ms});
        BOOST_TEST_REQUIRE(failed.has_value());
        BOOST_TEST(failed->shown() == "ReadTimeout('')");
        BOOST_TEST(failed->is_temporary());
    });
    BOOST_TEST((took >= 100ms && took < 5s));
}

BOOST_AUTO_TEST_CASE(a_target_that_gives_a_byte_now_and_then_is_given_up_after_the_whole_time)
{
    target_server const target{{.answer = "HTTP/1.1 200 OK\r\nX: ", .repeated = "x", .between = 20ms}};
    auto const took = time_of([&] {
        auto const failed = asking{}.failure_of({.url = target.url("/"), .idle_timeout = 10s, .total_timeout = 300ms});
        BOOST_TEST_REQUIRE(failed.has_value());
        BOOST_TEST((failed->what_failed() == kind::timed_out));
    });
    BOOST_TEST((took >= 300ms && took < 5s));
}

BOOST_AUTO_TEST_CASE(an_endless_body_is_cut_and_is_an_answer)
{
    target_server const target{{.answer = "HTTP/1.1 200 OK\r\n\r\n", .repeated = std::string(10'000, 'x')}};
    auto const reply = asking{}.send({.url = target.url("/")});
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.body.size() == 64 * 1024);
}

BOOST_AUTO_TEST_CASE(a_body_that_says_it_is_huge_takes_no_memory)
{
    target_server const target{
        {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n", .repeated = std::string(10'000, 'x')}};
    BOOST_TEST(asking{}.send({.url = target.url("/"), .max_reply = 10}).body == "xxxxxxxxxx");
}

BOOST_AUTO_TEST_CASE(endless_headers_are_refused)
{
    target_server const target{
        {.answer = "HTTP/1.1 200 OK\r\n", .repeated = "X-A: " + std::string(1'000, 'x') + "\r\n"}};
    auto const failed = asking{}.failure_of({.url = target.url("/")});
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST((failed->what_failed() == kind::protocol));
}

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens_is_no_connection)
{
    unsigned short port = 0;
    {
        target_server const gone;
        port = gone.port();
    }
    auto const failed = asking{}.failure_of({.url = "http://127.0.0.1:" + std::to_string(port)});
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST(failed->shown() == "ConnectError('All connection attempts failed')");
}

BOOST_AUTO_TEST_CASE(a_target_that_closes_without_a_word_and_one_that_stops_amid_its_body_are_told_apart)
{
    target_server const silent{{.answer = ""}};
    BOOST_TEST(asking{}.failure_of({.url = silent.url("/")})->text() ==
               "Server disconnected without sending a response.");
    target_server const half{{.answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}};
    BOOST_TEST(asking{}.failure_of({.url = half.url("/")})->text() ==
               "peer closed connection without sending complete message body");
    target_server const other{{.answer = "220 mail.example.com ESMTP\r\n\r\n"}};
    BOOST_TEST((asking{}.failure_of({.url = other.url("/")})->what_failed() == kind::protocol));
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_before_the_whole_request_was_sent_is_heard)
{
    target_server const target{
        {.answer = "HTTP/1.1 413 Too much\r\nContent-Length: 0\r\n\r\n", .waits_for_all = false}};
    auto const reply = asking{}.send({.url = target.url("/"), .body = std::string(20'000'000, 'x')});
    BOOST_TEST(reply.status == 413);
}

BOOST_AUTO_TEST_CASE(a_cancelled_request_ends_at_once)
{
    target_server const target{{.before_answer = 1h}};
    asking with;
    auto const took = time_of([&] {
        outgoing_request wanted{.url = target.url("/"), .idle_timeout = 1h, .total_timeout = 1h};
        BOOST_CHECK_THROW(
            tests::await(with.context, with_deadline(100ms, with.client.send(std::move(wanted)), "enough")), error);
    });
    BOOST_TEST((took < 5s));
}

BOOST_AUTO_TEST_CASE(a_private_address_is_refused_where_the_block_says_so_and_nothing_is_connected)
{
    target_server const target;
    for (auto const* const host :
         {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f000001", "[::1]", "0"})
    {
        auto const failed = asking{}.failure_of({.url = target.url("/", host), .allow_private = false});
        BOOST_TEST_REQUIRE(failed.has_value());
        BOOST_TEST((failed->what_failed() == kind::restricted));
        BOOST_TEST(!failed->is_temporary());
    }
    BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_vouches_for_is_refused_unless_the_block_trusts_it)
{
    tests::temporary_folder const folder;
    auto const own = tests::make_certificate(folder.path());
    target_server const target{{.certificate_file = own.certificate_file, .key_file = own.key_file}};
    auto const failed = asking{}.failure_of({.url = target.url("/")});
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST(failed->shown() ==
               "ConnectError('[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate')");
    BOOST_TEST(target.requests().empty());
    BOOST_TEST(asking{}.send({.url = target.url("/"), .verify = false}).body == "ok");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_an_authority_the_system_knows_is_accepted)
{
    tests::temporary_folder const folder;
    auto const own = tests::make_certificate(folder.path());
    tests::changed_environment const known{{{"SSL_CERT_FILE", own.certificate_file}}};
    target_server const target{{.certificate_file = own.certificate_file, .key_file = own.key_file}};
    BOOST_TEST(asking{}.send({.url = target.url("/", "localhost")}).body == "ok");
    BOOST_TEST(asking{}.send({.url = target.url("/")}).body == "ok");
}

BOOST_AUTO_TEST_CASE(a_certificate_for_another_host_is_refused)
{
    tests::temporary_folder const folder;
    auto const others = tests::make_certificate(folder.path(), 1, "DNS:other.example");
    tests::changed_environment const known{{{"SSL_CERT_FILE", others.certificate_file}}};
    target_server const target{{.certificate_file = others.certificate_file, .key_file = others.key_file}};
    for (auto const* const host : {"localhost", "127.0.0.1"}) {
        auto const failed = asking{}.failure_of({.url = target.url("/", host)});
        BOOST_TEST_REQUIRE(failed.has_value());
        BOOST_TEST(failed->text().ends_with("mismatch"));
    }
    BOOST_TEST(target.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_that_has_run_out_is_refused)
{
    tests::temporary_folder const folder;
    auto const old = tests::make_certificate(folder.path(), -1);
    tests::changed_environment const known{{{"SSL_CERT_FILE", old.certificate_file}}};
    target_server const target{{.certificate_file = old.certificate_file, .key_file = old.key_file}};
    auto const failed = asking{}.failure_of({.url = target.url("/", "localhost")});
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST(failed->text().find("certificate has expired") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_url_or_would_write_headers_of_its_own_is_refused_before_anything_is_sent)
{
    target_server const target;
    BOOST_TEST(asking{}.failure_of({.url = "nonsense"})->shown() ==
               "UnsupportedProtocol(\"Request URL is missing an 'http://' or 'https://' protocol.\")");
    for (outgoing_request const& wanted : {outgoing_request{.url = "ftp://127.0.0.1/"},
                                           {.url = "http://"},
                                           {.url = "http://127.0.0.1:99999/"},
                                           {.method = "GET /x HTTP/1.1\r\nX:", .url = target.url("/")},
                                           {.url = target.url("/\r\nX: y")},
                                           {.url = target.url("/"), .headers = {{"X", "a\r\nY: b"}}},
                                           {.url = target.url("/"), .headers = {{"X: y\r\nZ", "a"}}}})
    {
        auto const failed = asking{}.failure_of(wanted);
        BOOST_TEST_REQUIRE(failed.has_value());
        BOOST_TEST((failed->what_failed() == kind::invalid_request));
    }
    BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(no_failure_tells_of_the_path_the_query_or_the_password_of_a_url)
{
    target_server const silent{{.answer = ""}};
    for (std::string const& where : {std::string{"127.0.0.1:1"}, "127.0.0.1:" + std::to_string(silent.port()),
                                     std::string{"name.invalid"}, std::string{"bad host"}})
        for (auto const* const scheme : {"http://", "https://", "ftp://"}) {
            auto const failed =
                asking{}.failure_of({.url = std::string{scheme} + "u:secret@" + where + "/secret?a=secret",
                                     .allow_private = where[0] == '1'});
            BOOST_TEST_REQUIRE(failed.has_value());
            BOOST_TEST(failed->shown().find("secret") == std::string::npos);
        }
}

BOOST_AUTO_TEST_SUITE_END()
