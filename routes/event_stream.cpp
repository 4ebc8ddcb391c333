#include <routes/event_stream.hpp>

#include <routes/prefect_socket.hpp>

#include <models/events/event_limits.hpp>
#include <models/events/event_query.hpp>
#include <server/services/live_queue.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

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

template <class Event>
void write_message(std::string& out, Event const& one)
{
    out = R"({"type":"event","event":)";
    json::write(out, one);
    out += '}';
}

// The one event of a message, or why it is none.
std::optional<std::string> parse_event(std::string const& text, models::event_limits const& limits, models::event& out)
{
    if (text.size() > limits.size_bytes)
        return "Event exceeds " + std::to_string(limits.size_bytes) + " bytes";
    boost::system::error_code failed;
    auto const document = json::parse(text, failed);
    if (failed)
        return "Invalid JSON";
    json::problems found{"event"};
    if (!models::read_event(out, document, limits, found))
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
        if (!rq.config().server.events.stream_out_enabled)
            return;
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
        co_await wait_until_stored();
        auto const size = rq_.config().server.events.websocket_backfill_page_size;
        std::optional<models::event_position> after;
        std::string message;
        socket_.cork();
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
        socket_.uncork();
        co_return true;
    }

    // What happens, until the subscriber goes or is too far behind.
    task<void> live()
    {
        for (;;) {
            co_await queue_.wait();
            if (queue_.empty()) {
                log::warning("events", "a subscriber is too far behind: closed");
                co_await socket_.close(close_code::try_again_later, "Too many events wait for this subscriber");
                co_return;
            }
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
        constexpr std::size_t most = 250;
        std::vector<uuid> ids;
        while (!queue_.empty() && !queue_.front().text && ids.size() < most) {
            auto const next = queue_.pop();
            if (told_.erase(next.id) == 0)
                ids.push_back(next.id);
        }
        co_await wait_until_stored();
        auto const stored = co_await rq_.db().read(models::read_events_by_id, ids);
        std::unordered_map<uuid, stored_event const*> by_id;
        for (auto const& one : stored)
            by_id.emplace(one.id, &one);
        std::string message;
        socket_.cork();
        for (auto const& id : ids) {
            auto const found = by_id.find(id);
            if (found == by_id.end())
                continue;
            write_message(message, *found->second);
            auto const sent = co_await socket_.write(message);
            if (!sent)
                co_return false;
        }
        socket_.uncork();
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
    for (;;) {
        auto const text = co_await socket.read();
        if (!text)
            co_return;
        auto one = std::make_shared<models::event>();
        if (auto const fault = parse_event(*text, rq.app().event_limits, *one)) {
            log::warning("events", "an event from a socket was refused: {}", *fault);
            co_await socket.close(close_code::internal_error, *fault);
            co_return;
        }
        one->received = now();
        rq.bus().publish(one, services::event_origin::received);
        // What a client has sent before it left is read to its end, for it comes from no one else again.
        if (rq.bus().is_congested() && !socket.has_ended())
            co_await race(rq.bus().wait_for_room(), socket.wait_until_ended());
    }
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
    co_await serve_both_ways(socket, "events", ignore_messages(socket),
                             send_events(rq, socket, std::move(*asked), queue));
}

} // namespace praetor::routes
