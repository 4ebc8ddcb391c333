#include <routes/worker_frames.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/timestamp.hpp>

#include <boost/json/object.hpp>

#include <algorithm>

namespace praetor::routes {

struct frame_head
{
    static constexpr bool refuses_unknown = true;
    std::string type;
    uuid id;
    timestamp sent_at{};
};
BOOST_DESCRIBE_STRUCT(frame_head, (), (type, id, sent_at))

// What the worker says of a cleanup; a release has its reason too.
struct held_cleanup
{
    static constexpr bool refuses_unknown = true;
    uuid message_id;
    json::non_empty_text reservation_token;
};
BOOST_DESCRIBE_STRUCT(held_cleanup, (), (message_id, reservation_token))

struct released_cleanup : held_cleanup
{
    json::non_empty_text reason;
};
BOOST_DESCRIBE_STRUCT(released_cleanup, (held_cleanup), (reason))

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::frame_head)
PRAETOR_JSON_CODEC(praetor::routes::held_cleanup)
PRAETOR_JSON_CODEC(praetor::routes::released_cleanup)
PRAETOR_JSON_CODEC(praetor::routes::worker_hello)
PRAETOR_JSON_CODEC(praetor::routes::worker_beat)
PRAETOR_JSON_CODEC(praetor::routes::pool_snapshot)
PRAETOR_JSON_CODEC(praetor::routes::resolved_queue)
PRAETOR_JSON_CODEC(praetor::routes::worker_ready)

namespace praetor::routes {
namespace {

bool is_known_kind(std::string const& kind)
{
    return kind == models::cleanup_kind::cancelling_timeout || kind == models::cleanup_kind::pending_claim;
}

// The rules between the members.
bool is_admissible(worker_hello const& hello)
{
    if (hello.supported_channel_versions.empty() || !hello.requests(capability::heartbeat) ||
        !hello.requests(capability::snapshot) || !std::ranges::all_of(*hello.handled_cleanup_kinds, is_known_kind))
        return false;
    return hello.requests(capability::cleanups) ||
           (hello.handled_cleanup_kinds->empty() && **hello.max_cleanup_concurrency == 0);
}

template <class Payload>
std::optional<Payload> read_payload(boost::json::value const& from)
{
    Payload made;
    json::problems found{"payload"};
    if (!json::read(made, from, found))
        return std::nullopt;
    return made;
}

template <class Payload>
std::optional<worker_frame> report_of(frame_head const& head, models::cleanup_operation operation,
                                      boost::json::value const& from)
{
    auto held = read_payload<Payload>(from);
    if (!held)
        return std::nullopt;
    cleanup_report made{head.id, operation, held->message_id, *held->reservation_token, {}};
    if constexpr (requires { held->reason; })
        made.reason = *held->reason;
    return made;
}

std::string frame(std::string_view type, auto write_payload)
{
    return json::object_text([&](json::object_writer& out) {
        out.text("type", type).value("id", uuid::ordered()).value("sent_at", now());
        write_payload(out);
    });
}

} // namespace

bool worker_hello::requests(std::string_view what) const
{
    return std::ranges::any_of(requested_capabilities, [&](auto const& one) { return *one == what; });
}

std::size_t worker_hello::max_cleanups() const
{
    if (!requests(capability::cleanups) || handled_cleanup_kinds->empty())
        return 0;
    return max_cleanup_concurrency.sent() ? static_cast<std::size_t>(**max_cleanup_concurrency) : 1;
}

std::optional<worker_frame> read_worker_frame(std::string_view text)
{
    boost::system::error_code failed;
    auto message = json::parse(text, failed);
    auto* object = failed ? nullptr : message.if_object();
    auto* own = object == nullptr ? nullptr : object->if_contains("payload");
    if (own == nullptr)
        return std::nullopt;
    auto const payload = std::move(*own);
    object->erase("payload");
    auto const head = read_payload<frame_head>(message);
    if (!head)
        return std::nullopt;
    if (head->type == "worker.heartbeat.v1")
        return read_payload<worker_beat>(payload);
    if (head->type == "cleanup.ack.v1")
        return report_of<held_cleanup>(*head, models::cleanup_operation::ack, payload);
    if (head->type == "cleanup.release.v1")
        return report_of<released_cleanup>(*head, models::cleanup_operation::release, payload);
    if (head->type == "cleanup.renew.v1")
        return report_of<held_cleanup>(*head, models::cleanup_operation::renew, payload);
    auto hello = head->type == "worker.hello.v1" ? read_payload<worker_hello>(payload) : std::nullopt;
    if (!hello || !is_admissible(*hello))
        return std::nullopt;
    return std::move(*hello);
}

std::string ready_frame(worker_ready const& ready)
{
    return frame("worker.ready.v1", [&](json::object_writer& out) { out.value("payload", ready); });
}

std::string snapshot_frame(pool_snapshot const& snapshot)
{
    return frame("work_pool.snapshot.v1", [&](json::object_writer& out) { out.value("payload", snapshot); });
}

std::string cleanup_frame(models::reserved_cleanup const& one)
{
    return frame("cleanup.message.v1", [&](json::object_writer& out) {
        out.object("payload", [&](json::object_writer& payload) {
            payload.value("message_id", one.message_id)
                .value("reservation_token", one.reservation_token)
                .value("lease_expires_at", one.lease_expires)
                .value("delivery_count", one.delivery_count)
                .value("work_queue_id", one.work_queue_id)
                .value("data", one.data)
                .value("kind", one.kind)
                .value("target", one.target);
        });
    });
}

std::string cleanup_result_frame(cleanup_report const& to, models::cleanup_answer const& answer)
{
    auto const reason = answer.reason.empty() ? std::nullopt : std::optional{answer.reason};
    return frame("cleanup.operation_result.v1", [&](json::object_writer& out) {
        out.object("payload", [&](json::object_writer& payload) {
            payload.value("request_frame_id", to.frame_id)
                .value("message_id", to.message_id)
                .text("operation", to_text(to.operation))
                .text("status", to_text(answer.status))
                .value("lease_expires_at", answer.new_expiry)
                .value("reason", reason)
                .json("detail", "null");
        });
    });
}

} // namespace praetor::routes
