#include <tests/support/handler_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <thread>

namespace praetor::tests {
namespace {

namespace asio = boost::asio;

http::server_options on_any_port(http::server_options options)
{
    options.port = 0;
    return options;
}

} // namespace

struct handler_server::running
{
    running(http::handler& serves, http::server_options options)
        : server(context.get_executor(), serves, on_any_port(std::move(options)))
    {}

    asio::io_context context{1};
    http::server server;
    asio::executor_work_guard<asio::io_context::executor_type> stays{context.get_executor()};
    std::thread thread;
};

handler_server::handler_server(http::handler& serves, http::server_options options)
    : running_(std::make_unique<running>(serves, std::move(options)))
{
    port_ = running_->server.bind();
    running_->server.start();
    running_->thread = std::thread{[this] { running_->context.run(); }};
}

handler_server::~handler_server()
{
    asio::co_spawn(running_->context, running_->server.stop(std::chrono::seconds{5}), asio::use_future).get();
    asio::co_spawn(running_->context, running_->server.join(), asio::use_future).get();
    running_->stays.reset();
    running_->context.stop();
    running_->thread.join();
}

void handler_server::inside(std::function<void(http::server&)> what) const
{
    asio::post(running_->context, asio::use_future([&] { what(running_->server); })).get();
}

answer handler_server::ask(std::string_view verb, std::string_view path, header_list const& headers) const
{
    return tests::ask(port_, verb, path, {}, headers);
}

std::string handler_server::shake_hands(std::string_view path, header_list const& headers) const
{
    return tests::shake_hands(port_, path, headers);
}

} // namespace praetor::tests
