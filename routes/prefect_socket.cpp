#include <routes/access.hpp>
#include <routes/prefect_socket.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

namespace praetor::routes {
namespace {

constexpr auto auth_deadline = std::chrono::seconds{10};
constexpr std::size_t max_text = std::size_t{1} << 20; // bytes of what says who one is, or filters: parsed at once

std::string_view text_member(boost::json::value const& message, std::string_view name)
{
    auto const* object = message.if_object();
    auto const* value = object == nullptr ? nullptr : object->if_contains(name);
    auto const* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

task<void> close_on_failure(http::websocket& socket, std::string_view topic, task<void> work)
{
    std::exception_ptr failed;
    try {
        co_await std::move(work);
    }
    catch (...) {
        failed = std::current_exception();
    }
    auto const state = co_await boost::asio::this_coro::cancellation_state;
    if (!failed || state.cancelled() != boost::asio::cancellation_type::none)
        co_return;
    log::error(topic, "a websocket was closed: {}", message_of(failed));
    co_await socket.close(close_code::internal_error, "Internal Server Error");
}

// How a route lets sockets in.
struct admission
{
    bool wants_subprotocol = false;    // of everyone, not only where there is an auth string
    std::string_view refusal_reason{}; // what whoever is refused hears, instead of what was wrong
};

task<bool> accept_socket(scope& rq, http::websocket& socket, admission rules)
{
    bool const wants_auth = !rq.access().is_open();
    auto const offered = socket.offered();
    if (std::find(offered.begin(), offered.end(), "prefect") == offered.end()) {
        if (wants_auth || rules.wants_subprotocol) {
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
    std::optional<boost::json::value> message;
    std::string refused;
    try {
        message = co_await with_deadline(auth_deadline, read_json(socket), "no 'auth' message came");
    }
    catch (error const& late) {
        log::info("http", "websocket refused: {}", late.text());
    }
    if (!message)
        co_return false;
    if (text_member(*message, "type") != "auth")
        refused = "Expected 'auth' message";
    else if (auto why = check_socket_access(rq, text_member(*message, "token")))
        refused = std::move(*why);
    if (!refused.empty()) {
        log::warning("http", "websocket refused: {}", refused);
        if (!rules.refusal_reason.empty())
            refused = rules.refusal_reason;
        co_await socket.close(close_code::policy_violation, std::move(refused));
        co_return false;
    }
    auto const is_sent = co_await socket.write(R"({"type":"auth_success"})");
    co_return is_sent;
}

} // namespace

task<bool> accept_prefect_socket(scope& rq, http::websocket& socket)
{
    return accept_socket(rq, socket, {});
}

task<bool> accept_worker_socket(scope& rq, http::websocket& socket)
{
    return accept_socket(rq, socket, {.wants_subprotocol = true, .refusal_reason = "authentication_failed"});
}

task<std::optional<boost::json::value>> read_json(http::websocket& socket)
{
    auto const said = co_await socket.read_up_to(max_text);
    if (!said)
        co_return std::nullopt;
    if (said->size > max_text) {
        co_await socket.close(close_code::message_too_big, "The message is too long");
        co_return std::nullopt;
    }
    boost::system::error_code failed;
    auto message = json::parse(said->text, failed);
    if (failed) {
        co_await socket.close(close_code::protocol_error, "Expected JSON");
        co_return std::nullopt;
    }
    co_return message;
}

task<void> ignore_messages(http::websocket& socket)
{
    for (;;) {
        auto const message = co_await socket.read_up_to(0);
        if (!message)
            co_return;
    }
}

task<void> serve_both_ways(scope& rq, http::websocket& socket, std::string_view topic, task<void> reads,
                           task<void> writes)
{
    auto both = race(std::move(reads), close_on_failure(socket, topic, std::move(writes)));
    auto const who = rq.request().caller;
    if (who == nullptr)
        co_await std::move(both);
    else
        co_await race(std::move(both), rq.access().until_changed(who));
}

} // namespace praetor::routes
