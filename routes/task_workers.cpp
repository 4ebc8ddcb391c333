#include <routes/routes.hpp>

#include <routes/prefect_socket.hpp>

#include <models/task_runs/task_run.hpp>
#include <server/services/scheduled_tasks.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>

#include <deque>

namespace praetor::routes {
namespace {

constexpr std::uint16_t protocol_violation = 4001;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

struct worker_filter
{
    std::vector<std::string> task_keys;
};
BOOST_DESCRIBE_STRUCT(worker_filter, (), (task_keys))

struct worker_filter_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<worker_filter> task_worker_filter;
};
BOOST_DESCRIBE_STRUCT(worker_filter_fields, (), (task_worker_filter))

task<std::vector<services::task_worker>> read_task_workers(scope& rq, fields<worker_filter_fields> wanted)
{
    co_return rq.tasks().workers(wanted->task_worker_filter ? wanted->task_worker_filter->task_keys
                                                            : std::vector<std::string>{});
}

struct subscription
{
    std::vector<std::string> keys;
    std::string client_id;
};

// What a worker's first message asks for; words where it breaks the protocol.
std::variant<subscription, std::string> read_subscription(boost::json::value const& message)
{
    auto const* object = message.if_object();
    auto const* type = object == nullptr ? nullptr : object->if_contains("type");
    if (type == nullptr || *type != "subscribe")
        return "Protocol violation: expected 'subscribe' message";
    subscription made;
    json::problems ignored{"message"};
    auto const* keys = object->if_contains("keys");
    if (keys == nullptr || !json::read(made.keys, *keys, ignored) || made.keys.empty())
        return "Protocol violation: expected 'keys' in subscribe message";
    auto const* id = object->if_contains("client_id");
    if (id == nullptr || !json::read(made.client_id, *id, ignored) || made.client_id.empty())
        return "Protocol violation: expected 'client_id' in subscribe message";
    return made;
}

// One worker on its socket: hears what it says while it waits for work.
class attached_worker
{
public:
    attached_worker(boost::asio::any_io_executor executor, scope& rq, http::websocket& socket, subscription asked)
        : rq_(rq), socket_(socket), asked_(std::move(asked)), wakes_(executor, never), ended_(executor, never)
    {
        hears_ = rq.tasks().arrivals().subscribe([this](std::string const&) { wakes_.cancel(); });
        boost::asio::co_spawn(executor, listen(), [this](std::exception_ptr) {
            gone_ = true;
            wakes_.cancel();
            ended_.cancel();
        });
    }

    task<void> serve()
    {
        while (!gone_) {
            rq_.tasks().observe(asked_.client_id, asked_.keys);
            auto const next = rq_.tasks().take(asked_.keys);
            if (!next) {
                static_cast<void>(co_await wakes_.async_wait(as_tuple));
                continue;
            }
            auto const stays = co_await deliver(*next);
            if (!stays)
                break;
        }
        rq_.tasks().forget(asked_.client_id);
        socket_.drop();
        while (!gone_)
            static_cast<void>(co_await ended_.async_wait(as_tuple));
    }

private:
    static constexpr auto never = std::chrono::steady_clock::time_point::max();

    task<void> listen()
    {
        for (;;) {
            auto said = co_await socket_.read();
            if (!said)
                co_return;
            said_.push_back(std::move(*said));
            wakes_.cancel();
        }
    }

    // False where the worker quits or is gone; a run that it did not acknowledge is given to the next one.
    task<bool> deliver(services::waiting_task next)
    {
        auto const run = co_await rq_.db().read(models::read_task_run, next.id);
        if (!run)
            co_return true;
        auto const text = json::to_text(*run);
        auto const sent = co_await socket_.write(text);
        while (sent && said_.empty() && !gone_)
            static_cast<void>(co_await wakes_.async_wait(as_tuple));
        if (said_.empty()) {
            rq_.tasks().push_again(std::move(next));
            co_return false;
        }
        auto const word = std::move(said_.front());
        said_.pop_front();
        auto const answer = json::parse(word);
        auto const* type = answer.is_object() ? answer.get_object().if_contains("type") : nullptr;
        if (type != nullptr && *type == "ack")
            co_return true;
        if (type != nullptr && *type == "quit")
            co_await socket_.close(1000, {});
        else {
            rq_.tasks().push_again(std::move(next));
            co_await socket_.close(protocol_violation, "Protocol violation: expected 'ack' message");
        }
        co_return false;
    }

    scope& rq_;
    http::websocket& socket_;
    subscription asked_;
    boost::asio::steady_timer wakes_;
    boost::asio::steady_timer ended_;
    std::deque<std::string> said_;
    bool gone_ = false;
    broadcast<std::string>::subscription hears_;
};

task<void> subscribe_to_scheduled_tasks(scope& rq, http::websocket& socket)
{
    auto const accepted = co_await accept_prefect_socket(rq, socket);
    if (!accepted)
        co_return;
    auto const message = co_await read_json(socket);
    if (!message)
        co_return;
    auto asked = read_subscription(*message);
    if (auto* refused = std::get_if<std::string>(&asked)) {
        co_await socket.close(protocol_violation, std::move(*refused));
        co_return;
    }
    auto const executor = co_await boost::asio::this_coro::executor;
    attached_worker worker{executor, rq, socket, std::move(std::get<subscription>(asked))};
    co_await worker.serve();
}

} // namespace

void add_task_workers(router& r)
{
    r.section("Task Workers");
    r.post<"/task_workers/filter", read_task_workers>();
    r.websocket<"/task_runs/subscriptions/scheduled">(subscribe_to_scheduled_tasks);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::worker_filter>
{
    static constexpr std::string_view name = "TaskWorkerFilter";
};

PRAETOR_JSON_CODEC(praetor::routes::worker_filter)
PRAETOR_JSON_CODEC(praetor::routes::worker_filter_fields)
