#include <tests/support/test_server.hpp>

#include <server/app/running_server.hpp>
#include <server/settings/sources.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace praetor::tests {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

settings::values read_settings(temporary_database const& database, settings_list const& more)
{
    settings::environment given{{{"PREFECT_SERVER_DATABASE_CONNECTION_URL", database.url()},
                                 {"PREFECT_SERVER_API_PORT", "0"},
                                 // Content of tests is older than the retention.
                                 {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "[]"},
                                 {"PREFECT_HOME", "/nonexistent"},
                                 {"HOME", "/nonexistent"}},
                                "/nonexistent"};
    for (auto const& [name, value] : more)
        given.variables[name] = value;
    return settings::read(given);
}

tcp::socket connect(asio::io_context& context, unsigned short port)
{
    tcp::socket socket{context};
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    return socket;
}

} // namespace

boost::json::value answer::json() const
{
    return boost::json::parse(body);
}

struct test_server::running
{
    running(temporary_database const& database, settings_list const& more)
        : config(read_settings(database, more)), server(context.get_executor(), config)
    {}

    settings::values config;
    asio::io_context context{1};
    app::running_server server;
    asio::executor_work_guard<asio::io_context::executor_type> stays{context.get_executor()};
    std::thread thread;
};

test_server::test_server(db::dialect dialect, settings_list const& settings)
    : owned_(std::make_unique<temporary_database>(dialect, content::tables)), database_(owned_.get()),
      running_(std::make_unique<running>(*database_, settings))
{
    port_ = await(running_->context, running_->server.start());
    running_->context.restart();
    running_->thread = std::thread{[this] { running_->context.run(); }};
}

test_server::test_server(temporary_database& on, settings_list const& settings)
    : database_(&on), running_(std::make_unique<running>(on, settings))
{
    port_ = await(running_->context, running_->server.start());
    running_->context.restart();
    running_->thread = std::thread{[this] { running_->context.run(); }};
}

test_server::~test_server()
{
    stop();
}

void test_server::inside(std::function<void(app::running_server&)> what)
{
    asio::post(running_->context, asio::use_future([&] { what(running_->server); })).get();
}

void test_server::stop()
{
    if (!running_)
        return;
    asio::co_spawn(running_->context, running_->server.stop(std::chrono::seconds{5}), asio::use_future).get();
    running_->stays.reset();
    running_->context.stop();
    running_->thread.join();
    running_.reset();
}

answer ask(unsigned short port, std::string_view verb, std::string_view path, std::string_view body,
           header_list const& headers)
{
    asio::io_context context;
    auto socket = connect(context, port);
    std::string request =
        std::string{verb} + ' ' + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    bool typed = false;
    for (auto const& [name, value] : headers) {
        request += name + ": " + value + "\r\n";
        typed |= name == "Content-Type";
    }
    if (!body.empty() && !typed)
        request += "Content-Type: application/json\r\n";
    if (!body.empty() || verb == "POST" || verb == "PATCH" || verb == "PUT")
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n" + std::string{body};
    asio::write(socket, asio::buffer(request));
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 * 1024 * 1024);
    if (verb == "HEAD")
        parser.skip(true);
    http::read(socket, buffer, parser);
    answer made;
    made.status = static_cast<int>(parser.get().result_int());
    made.body = parser.get().body();
    for (auto const& field : parser.get()) {
        std::string name{field.name_string()};
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        made.headers[name] = field.value();
    }
    return made;
}

std::string exchange(unsigned short port, std::string_view bytes, std::chrono::milliseconds response_timeout)
{
    asio::io_context context;
    auto socket = connect(context, port);
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(bytes), ignored);
    std::string all;
    std::array<char, 4096> chunk{};
    for (bool open = true; open;) {
        open = false;
        socket.async_read_some(asio::buffer(chunk), [&](boost::system::error_code ec, std::size_t size) {
            all.append(chunk.data(), size);
            open = !ec;
        });
        context.restart();
        context.run_for(response_timeout);
        if (!open)
            socket.cancel(ignored);
        context.restart();
        context.run_for(std::chrono::milliseconds{10});
    }
    return all;
}

std::string shake_hands(unsigned short port, std::string_view path, header_list const& headers)
{
    std::string request = "GET " + std::string{path} +
                          " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
    for (auto const& [name, value] : headers)
        request += name + ": " + value + "\r\n";
    return tests::exchange(port, request + "\r\n");
}

} // namespace praetor::tests
