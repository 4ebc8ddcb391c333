#include <routes/routes.hpp>

#include <routes/prefect_socket.hpp>

#include <models/task_runs/task_claim.hpp>
#include <server/services/scheduled_tasks.hpp>

#include <server/base/bounded_queue.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/signal.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <chrono>
#include <variant>

namespace praetor::routes {
namespace {

constexpr std::uint16_t protocol_violation = 4001;

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

// One worker on its socket.
class attached_worker
{
public:
    attached_worker(scope& rq, http::websocket& socket, subscription asked)
        : rq_(rq), socket_(socket), asked_(std::move(asked))
    {
        hears_ = rq.tasks().arrivals().subscribe([this](std::string const& key) {
            if (std::ranges::find(asked_.keys, key) != asked_.keys.end())
                arrived_.notify_all();
        });
    }

    // Hears what the worker says, until it goes or says more than it is asked for.
    task<void> listen()
    {
        constexpr std::size_t max_waiting = 1'024; // bytes: {"type":"ack"} has 14
        while (!talks_too_much_) {
            auto said = co_await socket_.read_up_to(max_waiting);
            if (!said)
                co_return;
            talks_too_much_ = said->size > max_waiting || !answers_.try_push(std::move(said->text));
        }
    }

    // Gives the worker one run after another, until it quits or breaks the protocol.
    task<void> serve()
    {
        // It may be the same process, which still has them, or one that was started again under its name.
        constexpr auto at_most = std::chrono::minutes{10};
        co_await rq_.db().transaction(models::keep_claims_of_worker, asked_.client_id, now() + at_most);
        services::scheduled_tasks::attachment listed{rq_.tasks(), asked_.client_id, asked_.keys};
        for (;;) {
            listed.observe();
            auto next = rq_.tasks().take(asked_.keys);
            if (!next) {
                rq_.tasks().look_for_more();
                co_await arrived_.wait();
                continue;
            }
            auto const stays = co_await deliver(std::move(*next), listed.id());
            if (!stays)
                co_return;
        }
    }

    bool talks_too_much() const noexcept { return talks_too_much_; }

private:
    // False where the worker quits or is gone. A run that it did not acknowledge goes to the next one (taken_task).
    task<bool> deliver(services::scheduled_tasks::taken_task next, uuid connection)
    {
        models::task_claim claim{connection, asked_.client_id, now() + rq_.config().praetor.task_claim_seconds,
                                 next.held_by()};
        auto const run = co_await rq_.db().transaction(models::claim_task_run, next.id(), std::move(claim));
        if (!run) { // it has gone on, or another server has given it away
            next.acknowledge();
            co_return true;
        }
        next.hold(connection);
        auto const text = json::to_text(*run);
        auto const sent = co_await socket_.write(text);
        if (!sent)
            co_return false;
        auto const said = co_await answers_.pop();
        auto const word = said ? type_of(*said) : std::string{};
        if (word == "ack") {
            next.acknowledge();
            co_return true;
        }
        if (word == "quit")
            co_await socket_.close(1000, {});
        else
            co_await socket_.close(protocol_violation, "Protocol violation: expected 'ack' message");
        co_return false;
    }

    static std::string type_of(std::string const& message)
    {
        boost::system::error_code failed;
        auto const answer = json::parse(message, failed);
        auto const* object = failed ? nullptr : answer.if_object();
        auto const* type = object == nullptr ? nullptr : object->if_contains("type");
        return type != nullptr && type->is_string() ? std::string{type->get_string()} : std::string{};
    }

    scope& rq_;
    http::websocket& socket_;
    subscription asked_;
    signal arrived_;
    bounded_queue<std::string> answers_{{.count = 16}};
    bool talks_too_much_ = false;
    broadcast<std::string>::subscription hears_;
};

task<void> subscribe_to_scheduled_tasks(scope& rq, http::websocket& socket)
{
    auto const message = co_await read_json(socket);
    if (!message)
        co_return;
    auto asked = read_subscription(*message);
    if (auto* refused = std::get_if<std::string>(&asked)) {
        co_await socket.close(protocol_violation, std::move(*refused));
        co_return;
    }
    attached_worker worker{rq, socket, std::move(std::get<subscription>(asked))};
    co_await serve_both_ways(rq, socket, "task_workers", worker.listen(), worker.serve());
    if (worker.talks_too_much())
        co_await socket.close(protocol_violation, "Protocol violation: too many messages");
}

} // namespace

void add_task_workers(router& r)
{
    r.section("Task Workers");
    r.post<"/task_workers/filter", read_task_workers>().needs(role::viewer);
    r.websocket<"/task_runs/subscriptions/scheduled", accept_prefect_socket, subscribe_to_scheduled_tasks>().needs(
        role::runner);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::worker_filter>
{
    static constexpr std::string_view name = "TaskWorkerFilter";
};

PRAETOR_JSON_CODEC(praetor::routes::worker_filter)
PRAETOR_JSON_CODEC(praetor::routes::worker_filter_fields)
