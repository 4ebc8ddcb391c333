// How a server begins, and what a start that fails leaves behind.
#include <server/cli/commands.hpp>
#include <server/settings/sources.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/support/test_certificates.hpp>
#include <tests/support/test_server.hpp>
#include <tests/support/tls_client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace {

using namespace praetor;
using tcp = boost::asio::ip::tcp;

// What the calling thread's process writes to standard error while this one lives.
class captured_errors
{
public:
    captured_errors() : file_(std::tmpfile()), before_(::dup(STDERR_FILENO))
    {
        std::fflush(stderr);
        ::dup2(::fileno(file_), STDERR_FILENO);
    }
    ~captured_errors() { end(); }
    captured_errors(captured_errors const&) = delete;
    captured_errors& operator=(captured_errors const&) = delete;

    std::string end()
    {
        if (file_ == nullptr)
            return {};
        std::fflush(stderr);
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        std::string all;
        std::rewind(file_);
        for (int next = std::fgetc(file_); next != EOF; next = std::fgetc(file_))
            all.push_back(static_cast<char>(next));
        std::fclose(file_);
        file_ = nullptr;
        return all;
    }

private:
    std::FILE* file_;
    int before_;
};

struct ended
{
    int status;
    std::string errors;
};

ended start(std::string const& url, unsigned short port, tests::settings_list const& more)
{
    settings::environment given{{{"PREFECT_SERVER_DATABASE_CONNECTION_URL", url},
                                 {"PREFECT_SERVER_API_PORT", std::to_string(port)},
                                 {"PREFECT_HOME", "/nonexistent"},
                                 {"HOME", "/nonexistent"}},
                                "/nonexistent"};
    for (auto const& [name, value] : more)
        given.variables[name] = value;
    auto const config = settings::read(given);
    captured_errors errors;
    int const status = cli::server_start(config);
    return {status, errors.end()};
}

bool answers(unsigned short port)
{
    boost::asio::io_context context;
    tcp::socket socket{context};
    boost::system::error_code refused;
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), port}, refused);
    return !refused;
}

// To the thread that waits for it, as in a program of one thread. A thread that signals itself is taken by
// ThreadSanitizer for one that has seen nothing of what was done before the signal was waited for.
void send(std::thread& server, int signal)
{
    BOOST_TEST(::pthread_kill(server.native_handle(), signal) == 0);
}

bool is_one_line(std::string const& text)
{
    return text.ends_with('\n') && std::ranges::count(text, '\n') == 1;
}

struct taken_port
{
    boost::asio::io_context context;
    tcp::acceptor holds{context, tcp::endpoint{boost::asio::ip::make_address("127.0.0.1"), 0}};
    unsigned short number = holds.local_endpoint().port();
};

std::string count_of_tables(db::dialect dialect)
{
    return dialect == db::dialect::sqlite
               ? "SELECT count(*) FROM sqlite_master"
               : "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_starts)

PRAETOR_TEST_EACH_DIALECT(a_taken_port_ends_the_start_in_one_line_before_anything_else_is_done)
{
    tests::temporary_database database{dialect};
    taken_port const port;
    auto const came = start(database.url(), port.number, {});
    BOOST_TEST(came.status == 1);
    BOOST_TEST(came.errors == "praetor: 127.0.0.1:" + std::to_string(port.number) +
                                  " is in use by another program; choose another port\n");
    BOOST_TEST(database.run(count_of_tables(dialect)) == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_host_of_another_machine_is_told_without_a_path_of_the_source)
{
    tests::temporary_database database{dialect};
    auto const came = start(database.url(), 0, {{"PREFECT_SERVER_API_HOST", "192.0.2.1"}});
    BOOST_TEST(came.status == 1);
    BOOST_TEST(came.errors == "praetor: can not listen on 192.0.2.1:0: Cannot assign requested address\n");
}

PRAETOR_TEST_EACH_DIALECT(a_database_that_will_not_do_ends_the_start_and_frees_the_port)
{
    tests::temporary_database database{dialect};
    unsigned short free = 0;
    {
        taken_port const port;
        free = port.number;
    }
    auto const came = start(database.url(), free, {{"PREFECT_SERVER_DATABASE_MIGRATE_ON_START", "false"}});
    BOOST_TEST(came.status == 1);
    BOOST_TEST(is_one_line(came.errors), came.errors);
    BOOST_TEST(came.errors.starts_with("praetor: "));
    boost::asio::io_context context;
    tcp::acceptor again{context};
    again.open(tcp::v4());
    boost::system::error_code refused;
    again.bind({boost::asio::ip::make_address("127.0.0.1"), free}, refused);
    BOOST_TEST(!refused);
}

BOOST_DATA_TEST_CASE(a_signal_to_end_is_a_graceful_stop,
                     boost::unit_test::data::make({SIGTERM, SIGINT, SIGHUP, SIGUSR1}), number)
{
    tests::temporary_database database{db::dialect::sqlite};
    unsigned short free = 0;
    {
        taken_port const port;
        free = port.number;
    }
    ended came{-1, {}};
    std::thread server{[&] { came = start(database.url(), free, {}); }};
    for (int tries = 0; tries < 1'000 && !answers(free); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    send(server, number);
    server.join();
    BOOST_TEST(came.status == 0);
    BOOST_TEST(came.errors.find("praetor serves the Prefect API at http://127.0.0.1:") != std::string::npos,
               came.errors);
}

BOOST_AUTO_TEST_CASE(with_a_certificate_the_signal_of_a_closed_terminal_reads_it_again_and_ends_nothing)
{
    tests::temporary_database database{db::dialect::sqlite};
    tests::test_certificates const certificates;
    tests::tls_client client{certificates.path("ca.pem")};
    unsigned short free = 0;
    {
        taken_port const port;
        free = port.number;
    }
    ended came{-1, {}};
    std::thread server{[&] {
        came = start(database.url(), free,
                     {{"PRAETOR_TLS_CERT_FILE", certificates.path("server.pem")},
                      {"PRAETOR_TLS_KEY_FILE", certificates.path("server.key")}});
    }};
    for (int tries = 0; tries < 1'000 && !answers(free); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    auto const shown = [&](std::string const& wanted) {
        for (int tries = 0; tries < 100; ++tries) {
            client.connect(free);
            if (client.subject() == wanted)
                return client.ask("/api/health").starts_with("HTTP/1.1 200 ");
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        return false;
    };
    BOOST_TEST(shown("localhost"));
    certificates.sign("server", "the second");
    send(server, SIGHUP);
    BOOST_TEST(shown("the second"));
    certificates.folder().write("server.pem", "nonsense");
    send(server, SIGHUP);
    BOOST_TEST(shown("the second"));
    send(server, SIGTERM);
    server.join();
    BOOST_TEST(came.status == 0);
    BOOST_TEST(came.errors.find("serves the Prefect API at https://127.0.0.1:") != std::string::npos, came.errors);
    BOOST_TEST(came.errors.find("the certificate stays what it was: ") != std::string::npos, came.errors);
}

BOOST_AUTO_TEST_CASE(a_key_or_an_authority_without_a_certificate_ends_the_start)
{
    tests::temporary_database database{db::dialect::sqlite};
    for (auto const* name : {"PRAETOR_TLS_KEY_FILE", "PRAETOR_TLS_CLIENT_CA_FILE"}) {
        auto const came = start(database.url(), 0, {{name, "/nonexistent"}});
        BOOST_TEST(came.status == 2);
        BOOST_TEST(is_one_line(came.errors), came.errors);
    }
}

BOOST_AUTO_TEST_CASE(a_signal_to_end_is_heard_while_the_database_is_waited_for)
{
    taken_port silent; // takes connections, and never says a word
    unsigned short free = 0;
    {
        taken_port const port;
        free = port.number;
    }
    ended came{-1, {}};
    auto const url = "postgresql://prefect@127.0.0.1:" + std::to_string(silent.number) + "/prefect";
    std::thread server{[&] { came = start(url, free, {}); }};
    tcp::socket asked{silent.context};
    silent.holds.accept(asked); // the server asks, and waits
    send(server, SIGTERM);
    server.join();
    BOOST_TEST(came.status == 0);
    BOOST_TEST(came.errors.find("serves the Prefect API") == std::string::npos, came.errors);
}

BOOST_AUTO_TEST_SUITE_END()
