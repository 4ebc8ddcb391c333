#include <routes/routes.hpp>

#include <routes/prefect_socket.hpp>

#include <models/logs/log.hpp>
#include <server/services/streams/live_queue.hpp>
#include <server/services/streams/stream_relay.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/text_set.hpp>
#include <server/base/log.hpp>

#include <boost/json/object.hpp>

namespace praetor::routes {
namespace {

struct log_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    std::optional<models::filters::log_filter> logs;
    defaulted<models::log_sort> sort;
};
BOOST_DESCRIBE_STRUCT(log_page_fields, (), (limit, offset, logs, sort))

task<http::response> create_logs(scope& rq, body<json::sequence<models::log_create>> sent)
{
    auto made = co_await rq.db().transaction(models::create_logs, std::move(*sent));
    if (rq.config().server.logs.stream_publishing_enabled && rq.relay().logs().has_listeners())
        for (auto& one : made)
            rq.logs().publish(std::make_shared<models::log_record const>(std::move(one)));
    http::response answer;
    answer.status = http::status::created;
    answer.body = "null";
    co_return answer;
}

task<std::vector<models::log_record>> read_logs(scope& rq, fields<log_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_logs, std::move(wanted->logs), *wanted->sort, range);
}

// The filter of a subscriber's first message; nothing where the socket was closed for a wrong one.
task<std::optional<models::filters::log_filter>> read_subscription(http::websocket& socket)
{
    auto const message = co_await read_json(socket);
    if (!message)
        co_return std::nullopt;
    auto const* object = message->if_object();
    auto const* type = object == nullptr ? nullptr : object->if_contains("type");
    if (type == nullptr || *type != "filter") {
        co_await socket.close(close_code::protocol_error, "Expected 'filter' message");
        co_return std::nullopt;
    }
    models::filters::log_filter wanted;
    json::problems found{"filter"};
    auto const* filter = object->if_contains("filter");
    if (filter == nullptr || !json::read(wanted, *filter, found)) {
        auto why =
            found.empty() ? std::string{"missing"} : found.found().front().loc + ": " + found.found().front().msg;
        co_await socket.close(close_code::protocol_error, "Invalid filter: " + why);
        co_return std::nullopt;
    }
    co_return wanted;
}

task<void> send_logs(scope& rq, http::websocket& socket, services::live_queue& queue)
{
    auto const missed = rq.relay().missed().subscribe([&queue] { queue.close(services::stream_relay::why_missed); });
    services::stream_relay::interest others;
    auto const& settings = rq.config().server.logs;
    if (settings.stream_out_enabled && settings.stream_publishing_enabled)
        others = co_await rq.relay().hear(services::stream::logs);
    for (;;) {
        co_await queue.wait();
        if (queue.empty()) {
            log::warning("logs", "a subscriber has to begin anew: {}", queue.why_closed());
            co_await socket.close(close_code::try_again_later, std::string{queue.why_closed()});
            co_return;
        }
        auto const next = queue.pop();
        auto const sent = co_await socket.write(*next.text);
        if (!sent)
            co_return;
    }
}

// Every subscriber sends the same bytes: they are made once a log, and held once.
std::shared_ptr<std::string const> shared_message(models::log_ptr const& one)
{
    thread_local std::weak_ptr<models::log_record const> latest_log;
    thread_local std::weak_ptr<std::string const> latest;
    if (latest_log.lock() == one)
        if (auto known = latest.lock())
            return known;
    auto made = std::make_shared<std::string const>(R"({"type":"log","log":)" + json::to_text(*one) + '}');
    latest_log = one;
    latest = made;
    return made;
}

// Tells logs as they come; what came before is read by POST /logs/filter.
task<void> stream_logs_out(scope& rq, http::websocket& socket)
{
    auto const wanted = co_await read_subscription(socket);
    if (!wanted)
        co_return;
    services::live_queue queue{{.texts = 65'536, .bytes = 16 * 1024 * 1024, .ids = 0}};
    models::log_bus::subscription hears;
    if (rq.config().server.logs.stream_out_enabled)
        hears = rq.relay().logs().subscribe([&queue, &wanted](models::log_ptr const& one) {
            if (includes(*wanted, *one))
                queue.push(one->id, shared_message(one));
        });
    co_await serve_both_ways(rq, socket, "logs", ignore_messages(socket), send_logs(rq, socket, queue));
}

} // namespace

void add_logs(router& r)
{
    r.section("Logs");
    r.post<"/logs/", create_logs>().needs(role::runner).audit(audited::never).answers(201);
    r.post<"/logs/filter", read_logs>().needs(role::viewer);
    r.websocket<"/logs/out", accept_prefect_socket, stream_logs_out>().needs(role::viewer);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::log_page_fields)
