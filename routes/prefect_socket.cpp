#include <routes/prefect_socket.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>
#include <server/http/basic_auth.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace praetor::routes {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

std::string_view text_member(boost::json::value const& message, std::string_view name)
{
    auto const* object = message.if_object();
    auto const* value = object == nullptr ? nullptr : object->if_contains(name);
    auto const* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

} // namespace

task<bool> accept_prefect_socket(scope& rq, http::websocket& socket)
{
    auto const& config = rq.config();
    bool const wants_auth = config.has("server.api.auth_string");
    auto const offered = socket.offered();
    if (std::find(offered.begin(), offered.end(), "prefect") == offered.end()) {
        if (wants_auth) {
            log::warning("http", "a websocket without the sub-protocol \"prefect\" can not prove who it is: refused");
            co_await socket.refuse();
            co_return false;
        }
        auto const accepted = co_await socket.accept();
        co_return accepted;
    }
    auto const accepted = co_await socket.accept("prefect");
    if (!accepted)
        co_return false;
    auto const message = co_await read_json(socket);
    if (!message)
        co_return false;
    std::string refused;
    if (text_member(*message, "type") != "auth")
        refused = "Expected 'auth' message";
    else if (wants_auth) {
        auto const token = text_member(*message, "token");
        if (token.empty())
            refused = "Auth required but no token provided";
        else if (!http::equal_secrets(token, config.text("server.api.auth_string")))
            refused = "Invalid token";
    }
    if (!refused.empty()) {
        log::warning("http", "websocket refused: {}", refused);
        co_await socket.close(close_code::policy_violation, std::move(refused));
        co_return false;
    }
    auto const told = co_await socket.write(R"({"type":"auth_success"})");
    co_return told;
}

task<std::optional<boost::json::value>> read_json(http::websocket& socket)
{
    auto const text = co_await socket.read();
    if (!text)
        co_return std::nullopt;
    boost::system::error_code failed;
    auto message = json::parse(*text, failed);
    if (failed) {
        co_await socket.close(close_code::protocol_error, "Expected JSON");
        co_return std::nullopt;
    }
    co_return message;
}

disconnect_watch::disconnect_watch(boost::asio::any_io_executor executor, http::websocket& socket,
                                   services::live_queue& queue)
    : socket_(socket), queue_(queue), ended_(executor, std::chrono::steady_clock::time_point::max())
{
    boost::asio::co_spawn(executor, read_until_closed(), [this](std::exception_ptr) {
        running_ = false;
        queue_.close();
        ended_.cancel();
    });
}

task<void> disconnect_watch::read_until_closed()
{
    for (;;) {
        auto const message = co_await socket_.read();
        if (!message)
            co_return;
    }
}

task<void> disconnect_watch::stop()
{
    socket_.drop();
    while (running_)
        static_cast<void>(co_await ended_.async_wait(as_tuple));
}

} // namespace praetor::routes
