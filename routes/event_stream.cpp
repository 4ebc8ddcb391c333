#include <routes/event_stream.hpp>

#include <routes/prefect_socket.hpp>

#include <models/events/event_limits.hpp>
#include <models/events/event_query.hpp>
#include <server/services/page_size.hpp>
#include <server/services/streams/live_queue.hpp>
#include <server/services/streams/stream_relay.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace praetor::routes {
namespace {

using models::event_filter;
using models::stored_event;
using services::live_queue;
using namespace std::chrono_literals;

template <class Event>
void write_message(std::string& out, Event const& one)
{
    out = R"({"type":"event","event":)";
    json::write(out, one);
    out += '}';
}

// Why a message is no event.
struct event_error
{
    std::string kind; // for the metrics
    std::string why;
};

std::optional<event_error> parse_event(http::websocket::sized_message const& message,
                                       models::event_limits const& limits, models::event& out)
{
    if (message.size > limits.size_bytes)
        return event_error{
            "too_large", fmt::format("{} bytes exceed the maximum size of {} bytes", message.size, limits.size_bytes)};
    boost::system::error_code failed;
    auto const document = json::parse(message.text, failed);
    if (failed)
        return event_error{"json_invalid", "Invalid JSON: " + failed.message()};
    json::problems found{"event"};
    if (models::read_event(out, document, limits, found))
        return std::nullopt;
    if (found.empty())
        return event_error{"invalid", "Invalid event"};
    auto const& first = found.found().front();
    return event_error{first.type, first.loc + ": " + first.msg};
}

// One client of /events/in.
class incoming
{
public:
    incoming(scope& rq, http::websocket& socket) : rq_(rq), socket_(socket)
    {
        socket_.hold_pongs([this](std::string_view payload) { note_ping(payload); });
    }
    incoming(incoming const&) = delete;
    incoming& operator=(incoming const&) = delete;
    ~incoming() { socket_.hold_pongs(nullptr); }

    // Takes what comes, until the client has left.
    task<void> listen()
    {
        auto const& limits = rq_.app().event_limits;
        for (;;) {
            auto const message = co_await socket_.read_up_to(limits.size_bytes);
            if (!message)
                co_return;
            auto one = std::make_shared<models::event>();
            if (auto const problem = parse_event(*message, limits, *one)) {
                rq_.bus().refusals().note(problem->kind, problem->why);
                continue;
            }
            one->received = now();
            co_await wait_for_room();
            rq_.bus().publish(one, services::event_origin::received);
            has_sent_ = true;
        }
    }

    // Answers pings, until it is cancelled: a pong that does not arrive ends nothing, for what the client sent before
    // it left is still to be read.
    task<void> answer_pings()
    {
        for (;;) {
            while (pings_.empty())
                co_await pinged_.wait();
            auto until = pings_.front().until;
            if (!rq_.bus().are_settled(until))
                co_await rq_.bus().wait_until_settled(std::move(until));
            auto payload = std::move(pings_.front().payload);
            pings_.pop_front();
            static_cast<void>(co_await socket_.pong(std::move(payload)));
        }
    }

private:
    struct ping
    {
        std::string payload;
        services::event_bus::mark until;
    };

    // Where a client asks again and again without waiting, the newest ping stands for those before it (RFC 6455,
    // 5.5.3). A client that only asks whether the server lives need not wait for what others have sent.
    void note_ping(std::string_view payload)
    {
        constexpr std::size_t max_waiting = 64;
        if (pings_.size() >= max_waiting)
            pings_.pop_back();
        if (std::exchange(has_sent_, false))
            sent_ = rq_.bus().taken();
        pings_.push_back({std::string{payload}, sent_});
        pinged_.notify_all();
    }

    task<void> wait_for_room()
    {
        auto& bus = rq_.bus();
        while (bus.is_congested() && !socket_.has_ended())
            co_await race(bus.wait_for_room(), socket_.wait_until_ended());
        while (bus.is_full() && !socket_.was_dropped())
            co_await race(bus.wait_for_last_room(), socket_.wait_until_dropped());
    }

    scope& rq_;
    http::websocket& socket_;
    std::deque<ping> pings_; // unanswered, in the order in which they came
    signal pinged_;
    bool has_sent_ = false;          // events, since the last ping
    services::event_bus::mark sent_; // behind all events that came before that
};

// One subscriber of /events/out between its filter and its end.
class outgoing
{
public:
    outgoing(scope& rq, http::websocket& socket, live_queue& queue, event_filter wanted)
        : rq_(rq), socket_(socket), queue_(queue), wanted_(std::move(wanted))
    {
        if (!rq.config().server.events.stream_out_enabled)
            return;
        hears_ = rq.relay().events().subscribe([this](models::event_ptr const& one) {
            if (includes(wanted_, *one))
                queue_.push(one->id, shared_message(*one));
        });
        missed_ = rq.relay().missed().subscribe([this] { queue_.close(services::stream_relay::why_missed); });
    }

    // From here on it is told what other servers store, too.
    task<void> hear_others()
    {
        if (rq_.config().server.events.stream_out_enabled)
            interest_ = co_await rq_.relay().hear(services::stream::events);
    }

    // What is stored, in pages. What is still on its way into the database is waited for first, so that it is either in
    // a page or in the queue.
    task<bool> backfill()
    {
        auto const began = now();
        co_await wait_until_stored();
        services::page_size size{rq_.config().server.events.websocket_backfill_page_size};
        std::optional<models::event_position> after;
        std::string message;
        socket_.cork();
        for (;;) {
            auto const asked = size.rows();
            auto const page = co_await rq_.db().read(models::read_events_after, wanted_, after, asked);
            std::size_t bytes = 0;
            for (auto const& one : page) {
                // Only an event that came since the subscription began can be in the queue too.
                if (one.received >= began - 60s)
                    backfilled_.insert(one.id);
                write_message(message, one);
                bytes += message.size();
                auto const sent = co_await socket_.write(message);
                if (!sent)
                    co_return false;
            }
            if (std::ssize(page) < asked)
                break;
            size.learn(page.size(), bytes);
            after = {page.back().occurred, page.back().id};
        }
        socket_.uncork();
        co_return true;
    }

    // What happens, until the subscriber goes or is too far behind.
    task<void> live()
    {
        for (;;) {
            co_await queue_.wait();
            if (queue_.empty()) {
                log::warning("events", "a subscriber has to begin anew: {}", queue_.why_closed());
                co_await socket_.close(close_code::try_again_later, std::string{queue_.why_closed()});
                co_return;
            }
            if (queue_.has_id_first()) {
                auto const sent = co_await send_stored();
                if (!sent)
                    co_return;
                continue;
            }
            auto const next = queue_.pop();
            if (backfilled_.erase(next.id) != 0)
                continue;
            auto const sent = co_await socket_.write(*next.text);
            if (!sent)
                co_return;
        }
    }

private:
    // Every subscriber sends the same bytes: they are made once an event.
    static std::shared_ptr<std::string const> shared_message(models::event const& one)
    {
        thread_local uuid latest_id;
        thread_local std::weak_ptr<std::string const> latest;
        if (latest_id == one.id) {
            if (auto known = latest.lock())
                return known;
        }
        std::string message;
        write_message(message, one);
        auto made = std::make_shared<std::string const>(std::move(message));
        latest_id = one.id;
        latest = made;
        return made;
    }

    // A page is read all the same where the database is too slow: what comes late is in the queue.
    task<void> wait_until_stored()
    {
        auto const are_stored = co_await rq_.bus().wait_until_settled(5s);
        if (!are_stored)
            log::warning("events", "a subscriber does not wait any longer for events that are not stored yet");
    }

    // Events of which only the ids were kept: read again, in the order in which they came. One that the persister still
    // holds is waited for; one that it had to drop is passed over.
    task<bool> send_stored()
    {
        std::vector<uuid> ids;
        while (queue_.has_id_first() && std::ssize(ids) < size_again_.rows()) {
            auto const next = queue_.pop();
            if (backfilled_.erase(next.id) == 0)
                ids.push_back(next.id);
        }
        co_await wait_until_stored();
        auto const stored = co_await rq_.db().read(models::read_events_by_id, ids);
        std::unordered_map<uuid, stored_event const*> by_id;
        for (auto const& one : stored)
            by_id.emplace(one.id, &one);
        std::string message;
        std::size_t bytes = 0;
        socket_.cork();
        for (auto const& id : ids) {
            auto const found = by_id.find(id);
            if (found == by_id.end())
                continue;
            write_message(message, *found->second);
            bytes += message.size();
            auto const sent = co_await socket_.write(message);
            if (!sent)
                co_return false;
        }
        size_again_.learn(stored.size(), bytes);
        socket_.uncork();
        co_return true;
    }

    scope& rq_;
    http::websocket& socket_;
    live_queue& queue_;
    event_filter wanted_;
    services::page_size size_again_{250}; // of events of which only the ids were kept
    std::unordered_set<uuid> backfilled_; // by the backfill, and perhaps in the queue too
    broadcast<models::event_ptr>::subscription hears_;
    broadcast<>::subscription missed_;
    services::stream_relay::interest interest_;
};

// The first message of a subscriber; nothing where it was closed for a wrong one.
struct subscription_request
{
    event_filter wanted;
    bool wants_backfill = true;
};

task<std::optional<subscription_request>> read_subscription(http::websocket& socket)
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
    subscription_request asked;
    if (auto const* backfill = object->if_contains("backfill"); backfill != nullptr && backfill->is_bool())
        asked.wants_backfill = backfill->get_bool();
    json::problems found{"filter"};
    auto const* filter = object->if_contains("filter");
    if (filter == nullptr || !json::read(asked.wanted, *filter, found)) {
        auto why =
            found.empty() ? std::string{"missing"} : found.found().front().loc + ": " + found.found().front().msg;
        co_await socket.close(close_code::protocol_error, "Invalid filter: " + why);
        co_return std::nullopt;
    }
    co_return asked;
}

task<void> send_events(scope& rq, http::websocket& socket, subscription_request asked, live_queue& queue)
{
    outgoing subscriber{rq, socket, queue, std::move(asked.wanted)};
    co_await subscriber.hear_others();
    if (asked.wants_backfill) {
        auto const there = co_await subscriber.backfill();
        if (!there)
            co_return;
    }
    co_await subscriber.live();
}

} // namespace

task<void> stream_events_in(scope& rq, http::websocket& socket)
{
    incoming client{rq, socket};
    co_await serve_both_ways(rq, socket, "events", client.listen(), client.answer_pings());
}

task<void> stream_events_out(scope& rq, http::websocket& socket)
{
    auto asked = co_await read_subscription(socket);
    if (!asked)
        co_return;
    auto& occurred = *asked->wanted.occurred;
    auto const furthest = now() - rq.config().server.events.maximum_websocket_backfill;
    occurred.since.set(std::max(*occurred.since, furthest));

    live_queue queue;
    co_await serve_both_ways(rq, socket, "events", ignore_messages(socket),
                             send_events(rq, socket, std::move(*asked), queue));
}

} // namespace praetor::routes
