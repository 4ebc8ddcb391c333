#include <routes/event_stream.hpp>

#include <routes/prefect_socket.hpp>

#include <models/events/event_limits.hpp>
#include <models/events/event_query.hpp>
#include <server/services/live_queue.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace praetor::routes {
namespace {

using models::event_filter;
using models::stored_event;
using services::live_queue;
using namespace std::chrono_literals;

task<void> pause(std::chrono::milliseconds span)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor, span};
    static_cast<void>(co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable)));
}

template <class Event>
void write_message(std::string& out, Event const& one)
{
    out = R"({"type":"event","event":)";
    json::write(out, one);
    out += '}';
}

// The one event of a message, or why it is none.
std::optional<std::string> parse_event(std::string const& text, models::event& out)
{
    auto const most = models::limits_of_events().size_bytes;
    if (text.size() > most)
        return "Event exceeds " + std::to_string(most) + " bytes";
    boost::system::error_code failed;
    auto const document = json::parse(text, failed);
    if (failed)
        return "Invalid JSON";
    json::problems found{"event"};
    if (!models::read_event(out, document, found))
        return found.empty() ? "Invalid event" : found.found().front().loc + ": " + found.found().front().msg;
    return std::nullopt;
}

// One subscriber of /events/out between its filter and its end.
class outgoing
{
public:
    outgoing(scope& rq, http::websocket& socket, live_queue& queue, event_filter wanted)
        : rq_(rq), socket_(socket), queue_(queue), wanted_(std::move(wanted))
    {
        hears_ = rq.bus().subscribe([this](models::event_ptr const& one, services::event_origin) {
            if (includes(wanted_, *one))
                queue_.push(one->id, shared_message(*one));
        });
    }

    // What is stored, in pages. What is still on its way into the database is waited for first, so that it is either in
    // a page or in the queue.
    task<bool> backfill()
    {
        auto const began = now();
        auto const goal = rq_.bus().progress().taken;
        for (int waits = 0; waits < 500 && rq_.bus().progress().settled < goal; ++waits)
            co_await pause(10ms);
        auto const size = rq_.config().integer("server.events.websocket_backfill_page_size");
        std::optional<models::event_position> after;
        std::string message;
        socket_.gather();
        for (;;) {
            auto const page = co_await rq_.db().read(models::read_events_after, wanted_, after, size);
            for (auto const& one : page) {
                // Only an event that came since the subscription began can be in the queue too.
                if (one.received >= began - 60s)
                    told_.insert(one.id);
                write_message(message, one);
                auto const sent = co_await socket_.write(message);
                if (!sent)
                    co_return false;
            }
            if (static_cast<std::int64_t>(page.size()) < size)
                break;
            after = {page.back().occurred, page.back().id};
        }
        socket_.flush();
        co_return true;
    }

    // What happens, until the subscriber goes or is too far behind.
    task<void> live()
    {
        while (!queue_.is_closed()) {
            co_await queue_.wait();
            if (queue_.empty() && queue_.has_overflowed()) {
                log::warning("events", "a subscriber is too far behind: closed");
                co_await socket_.close(close_code::try_again_later, "Too many events wait for this subscriber");
                co_return;
            }
            if (queue_.empty())
                continue;
            if (!queue_.front().text) {
                auto const sent = co_await send_stored();
                if (!sent)
                    co_return;
                continue;
            }
            auto const next = queue_.pop();
            if (told_.erase(next.id) != 0)
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

    // Events of which only the ids were kept: read again, in the order in which they came. One that the persister still
    // holds is waited for; one that it had to drop is passed over.
    task<bool> send_stored()
    {
        constexpr std::size_t most = 250;
        std::vector<uuid> ids;
        while (!queue_.empty() && !queue_.front().text && ids.size() < most) {
            auto const next = queue_.pop();
            if (told_.erase(next.id) == 0)
                ids.push_back(next.id);
        }
        auto const goal = rq_.bus().progress().taken;
        for (int waits = 0; waits < 500 && rq_.bus().progress().settled < goal; ++waits)
            co_await pause(10ms);
        auto const stored = co_await rq_.db().read(models::read_events_by_id, ids);
        std::unordered_map<uuid, stored_event const*> by_id;
        for (auto const& one : stored)
            by_id.emplace(one.id, &one);
        std::string message;
        socket_.gather();
        for (auto const& id : ids) {
            auto const found = by_id.find(id);
            if (found == by_id.end())
                continue;
            write_message(message, *found->second);
            auto const sent = co_await socket_.write(message);
            if (!sent)
                co_return false;
        }
        socket_.flush();
        co_return true;
    }

    scope& rq_;
    http::websocket& socket_;
    live_queue& queue_;
    event_filter wanted_;
    std::unordered_set<uuid> told_; // by the backfill, and perhaps in the queue too
    services::event_bus::subscription hears_;
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
    auto const accepted = co_await accept_prefect_socket(rq, socket);
    while (accepted) {
        auto const text = co_await socket.read();
        if (!text)
            co_return;
        auto one = std::make_shared<models::event>();
        if (auto const fault = parse_event(*text, *one)) {
            log::warning("events", "an event from a socket was refused: {}", *fault);
            co_await socket.close(close_code::internal_error, *fault);
            co_return;
        }
        one->received = now();
        rq.bus().publish(one, services::event_origin::received);
        while (rq.bus().is_congested())
            co_await pause(5ms);
    }
}

task<void> stream_events_out(scope& rq, http::websocket& socket)
{
    auto const accepted = co_await accept_prefect_socket(rq, socket);
    if (!accepted)
        co_return;
    auto asked = co_await read_subscription(socket);
    if (!asked)
        co_return;
    auto& occurred = *asked->wanted.occurred;
    auto const furthest =
        now() - std::chrono::duration_cast<duration>(rq.config().seconds("server.events.maximum_websocket_backfill"));
    occurred.since.set(std::max(*occurred.since, furthest));

    auto const executor = co_await boost::asio::this_coro::executor;
    live_queue queue{executor};
    disconnect_watch watch{executor, socket, queue};
    std::string failed;
    try {
        co_await send_events(rq, socket, std::move(*asked), queue);
    }
    catch (std::exception const& thrown) {
        failed = thrown.what();
    }
    if (!failed.empty()) {
        log::error("events", "a subscriber was closed: {}", failed);
        co_await socket.close(close_code::internal_error, "Internal Server Error");
    }
    co_await watch.stop();
}

} // namespace praetor::routes
