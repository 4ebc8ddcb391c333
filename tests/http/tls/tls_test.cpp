// Requests in TLS: what is spoken, what is refused, and what a certificate is good for.
#include <server/base/error.hpp>
#include <server/http/websockets/websocket.hpp>

#include <tests/support/handler_server.hpp>
#include <tests/support/test_certificates.hpp>
#include <tests/support/tls_client.hpp>

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <list>
#include <string>
#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using tests::tls_client;

// Answers /N with N bytes and all else with the scheme; sends what a websocket hears back.
struct telling_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        auto const size = std::strtoul(rq.path.c_str() + 1, nullptr, 10);
        http::response made;
        made.body = size > 0 ? std::string(size, 'x') : std::string{rq.scheme} + std::to_string(rq.body.size());
        co_return made;
    }
    task<void> handle_websocket(http::request&, http::websocket& socket) override
    {
        bool open = co_await socket.accept();
        while (open) {
            auto const heard = co_await socket.read();
            open = heard.has_value();
            if (open)
                open = co_await socket.write(*heard);
        }
    }
};

struct fixture
{
    tests::test_certificates certificates;
    telling_handler handler;
    http::server_options options;
    tls_client client{certificates.path("ca.pem")};

    fixture()
    {
        options.tls.certificate_file = certificates.path("server.pem");
        options.tls.key_file = certificates.path("server.key");
        // Of a server that has gone the client hears no goodbye.
        SSL_CTX_set_options(client.context().native_handle(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    }

    void show(std::string const& name)
    {
        client.context().use_certificate_file(certificates.path(name + ".pem"), boost::asio::ssl::context::pem);
        client.context().use_private_key_file(certificates.path(name + ".key"), boost::asio::ssl::context::pem);
    }

    // Whether a request is answered: with TLS 1.3 a client hears only then that its certificate was refused.
    bool is_let_in(unsigned short port)
    {
        try {
            client.connect(port);
            return client.ask("/").starts_with("HTTP/1.1 200 ");
        }
        catch (boost::system::system_error const&) {
            return false;
        }
    }

    void speak(int lowest, int highest)
    {
        auto* const context = client.context().native_handle();
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, lowest);
        SSL_CTX_set_max_proto_version(context, highest);
    }

    std::string refusal()
    {
        try {
            http::make_tls_context(options.tls);
        }
        catch (error const& refused) {
            return refused.text();
        }
        return {};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls, fixture)

BOOST_AUTO_TEST_CASE(requests_are_answered_one_after_the_other_and_know_that_they_came_by_https)
{
    tests::handler_server const server{handler, options};
    client.connect(server.port());
    BOOST_TEST(client.ask_again("/").starts_with("HTTP/1.1 200 "));
    BOOST_TEST(client.ask("/").ends_with("\r\n\r\nhttps0"));
}

BOOST_AUTO_TEST_CASE(bodies_and_answers_of_many_records_come_whole)
{
    tests::handler_server const server{handler, options};
    client.connect(server.port());
    std::string const body(3'000'000, 'x');
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + body +
                "GET /3000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    auto const answers = client.receive();
    BOOST_TEST(answers.find("\r\n\r\nhttps3000000HTTP/1.1 200 ") != std::string::npos);
    BOOST_TEST(answers.ends_with(body));
}

BOOST_AUTO_TEST_CASE(a_websocket_speaks_tls_as_well)
{
    tests::handler_server const server{handler, options};
    boost::beast::websocket::stream<tls_client::stream&> socket{client.connect(server.port())};
    socket.handshake("localhost", "/");
    for (std::size_t const size : {std::size_t{1}, std::size_t{100'000}, std::size_t{5'000'000}}) {
        std::string const text(size, 'x');
        socket.write(boost::asio::buffer(text));
        boost::beast::flat_buffer heard;
        socket.read(heard);
        BOOST_TEST((boost::beast::buffers_to_string(heard.data()) == text));
    }
    boost::system::error_code ended;
    socket.close(boost::beast::websocket::close_code::normal, ended);
    BOOST_TEST((!ended || ended == boost::asio::error::eof), ended.message());
}

BOOST_AUTO_TEST_CASE(tls_1_2_and_1_3_are_spoken_and_nothing_older)
{
    tests::handler_server const server{handler, options};
    speak(TLS1_VERSION, TLS1_1_VERSION);
    BOOST_CHECK_THROW(client.connect(server.port()), boost::system::system_error);
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        speak(version, version);
        BOOST_TEST(is_let_in(server.port()));
        BOOST_TEST(SSL_version(client.connected().native_handle()) == version);
    }
}

BOOST_AUTO_TEST_CASE(ciphers_without_forward_secrecy_and_dear_groups_are_refused)
{
    tests::handler_server const server{handler, options};
    speak(TLS1_2_VERSION, TLS1_2_VERSION);
    for (auto const* ciphers : {"AES128-GCM-SHA256", "ECDHE+AES128+SHA256", "DHE+AESGCM"}) {
        SSL_CTX_set_cipher_list(client.context().native_handle(), ciphers);
        BOOST_CHECK_THROW(client.connect(server.port()), boost::system::system_error);
    }
    speak(TLS1_3_VERSION, TLS1_3_VERSION);
    SSL_CTX_set1_groups_list(client.context().native_handle(), "ffdhe8192");
    BOOST_CHECK_THROW(client.connect(server.port()), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(nobody_renegotiates)
{
    tests::handler_server const server{handler, options};
    speak(TLS1_2_VERSION, TLS1_2_VERSION);
    auto& stream = client.connect(server.port());
    SSL_renegotiate(stream.native_handle());
    BOOST_CHECK_THROW(client.ask_again("/"), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(http_1_1_is_the_protocol_and_who_offers_only_others_is_refused)
{
    tests::handler_server const server{handler, options};
    static constexpr unsigned char both[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(client.context().native_handle(), both, sizeof both);
    auto& stream = client.connect(server.port());
    unsigned char const* chosen = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(stream.native_handle(), &chosen, &size);
    BOOST_TEST((std::string_view{reinterpret_cast<char const*>(chosen), size} == "http/1.1"));
    SSL_CTX_set_alpn_protos(client.context().native_handle(), both, 3);
    BOOST_CHECK_THROW(client.connect(server.port()), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(a_session_is_resumed_by_its_ticket)
{
    tests::handler_server const server{handler, options};
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        speak(version, version);
        client.connect(server.port());
        client.ask("/"); // tickets of TLS 1.3 come behind the handshake
        auto* const first = client.connected().native_handle();
        SSL_set_shutdown(first, SSL_SENT_SHUTDOWN); // or OpenSSL takes the session for broken
        auto* const session = SSL_get1_session(first);
        client.connect(server.port(), session);
        SSL_SESSION_free(session);
        BOOST_TEST(SSL_session_reused(client.connected().native_handle()) == 1);
        BOOST_TEST(client.ask("/").starts_with("HTTP/1.1 200 "));
    }
}

BOOST_AUTO_TEST_CASE(plain_http_is_told_that_this_is_tls)
{
    tests::handler_server const server{handler, options};
    auto const refused = server.ask("GET", "/");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.body.find("https://") != std::string::npos, refused.body);
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_ends_its_connection_alone)
{
    tests::handler_server const server{handler, options};
    for (std::string const& bytes : {std::string{"\x16\x03\x01\x00\x05hello"}, std::string(1'000, '\0'),
                                     std::string{"\x16\x03\x01\x40\x00"} + std::string(16'384, '\x01')})
        tests::exchange(server.port(), bytes);
    BOOST_TEST(is_let_in(server.port()));
}

BOOST_AUTO_TEST_CASE(who_does_not_shake_hands_in_time_is_cut_while_others_are_answered)
{
    options.handshake_deadline = 500ms;
    tests::handler_server const server{handler, options};
    boost::asio::io_context context;
    std::list<tcp::socket> silent;
    for (int i = 0; i < 200; ++i) {
        silent.emplace_back(context).connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
        if (i % 2 == 0) // the beginning of a ClientHello
            boost::asio::write(silent.back(), boost::asio::buffer(std::string_view{"\x16\x03\x01\x02\x00\x01", 6}));
    }
    BOOST_TEST(is_let_in(server.port()));
    auto const began = std::chrono::steady_clock::now();
    for (auto& one : silent) {
        char byte = 0;
        boost::system::error_code ended;
        one.read_some(boost::asio::buffer(&byte, 1), ended);
        BOOST_TEST(ended.failed());
    }
    BOOST_TEST((std::chrono::steady_clock::now() - began < 5s));
}

BOOST_AUTO_TEST_CASE(where_clients_must_show_a_certificate_only_one_of_the_authority_lets_in)
{
    options.tls.client_ca_file = certificates.path("ca.pem");
    tests::handler_server const server{handler, options};
    BOOST_TEST(!is_let_in(server.port()));
    show("other");
    BOOST_TEST(!is_let_in(server.port()));
    show("client");
    BOOST_TEST(is_let_in(server.port()));
}

BOOST_AUTO_TEST_CASE(where_clients_may_show_a_certificate_a_wrong_one_is_refused_all_the_same)
{
    options.tls.client_ca_file = certificates.path("ca.pem");
    options.tls.needs_client_certificate = false;
    tests::handler_server const server{handler, options};
    BOOST_TEST(is_let_in(server.port()));
    show("other");
    BOOST_TEST(!is_let_in(server.port()));
    show("client");
    BOOST_TEST(is_let_in(server.port()));
}

BOOST_AUTO_TEST_CASE(a_new_certificate_is_shown_to_new_connections_and_the_others_go_on)
{
    tests::handler_server const server{handler, options};
    tls_client before{certificates.path("ca.pem")};
    before.connect(server.port());
    certificates.sign("server", "the second");
    server.inside([](http::server& it) { it.reload_tls(); });
    client.connect(server.port());
    BOOST_TEST(client.subject() == "the second");
    BOOST_TEST(before.subject() == "localhost");
    BOOST_TEST(before.ask_again("/").starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(a_file_that_can_not_be_used_leaves_the_certificate_that_was)
{
    tests::handler_server const server{handler, options};
    certificates.folder().write("server.pem", "nonsense");
    BOOST_CHECK_THROW(server.inside([](http::server& it) { it.reload_tls(); }), error);
    BOOST_TEST(is_let_in(server.port()));
    BOOST_TEST(client.subject() == "localhost");
}

BOOST_AUTO_TEST_CASE(certificates_are_renewed_under_load_without_an_error)
{
    tests::handler_server const server{handler, options};
    std::atomic<bool> goes_on{true};
    std::atomic<int> answered{0};
    std::atomic<int> lost{0};
    std::list<std::jthread> clients;
    for (int i = 0; i < 4; ++i)
        clients.emplace_back([&] {
            tls_client mine{certificates.path("ca.pem")};
            while (goes_on) {
                try {
                    mine.connect(server.port());
                    bool good = true;
                    for (int request = 0; request < 5; ++request)
                        good = good && mine.ask_again("/").starts_with("HTTP/1.1 200 ");
                    ++(good ? answered : lost);
                }
                catch (std::exception const&) {
                    ++lost;
                }
            }
        });
    for (int i = 0; i < 10; ++i) {
        certificates.sign("server", "number " + std::to_string(i));
        server.inside([](http::server& it) { it.reload_tls(); });
        std::this_thread::sleep_for(50ms);
    }
    goes_on = false;
    clients.clear();
    BOOST_TEST(answered > 20);
    BOOST_TEST(lost == 0);
}

BOOST_AUTO_TEST_CASE(files_that_can_not_be_used_are_named)
{
    auto const good = options.tls;
    options.tls.certificate_file = certificates.path("none.pem");
    BOOST_TEST(refusal() ==
               options.tls.certificate_file + " can not be used as a certificate: No such file or directory");
    options.tls = good;
    options.tls.key_file = certificates.path("client.key");
    BOOST_TEST(refusal().starts_with(options.tls.key_file + " can not be used as the certificate's key: "), refusal());
    options.tls = good;
    options.tls.client_ca_file = certificates.path("server.key");
    BOOST_TEST(refusal().starts_with(options.tls.client_ca_file + " can not be used as an authority of clients: "),
               refusal());
}

BOOST_AUTO_TEST_CASE(a_key_with_a_password_takes_it_from_the_setting_and_asks_nobody)
{
    certificates.openssl("ec -aes256 -passout pass:secret -in " + certificates.path("server.key") + " -out " +
                         certificates.path("locked.key"));
    options.tls.key_file = certificates.path("locked.key");
    BOOST_TEST(refusal().starts_with(options.tls.key_file + " can not be used as the certificate's key: "), refusal());
    options.tls.key_password = "secret";
    BOOST_TEST(refusal() == "");
}

BOOST_AUTO_TEST_SUITE_END()
