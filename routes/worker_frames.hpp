// What a worker and the server say to each other on a worker channel: {"type", "id", "sent_at", "payload"}, one a
// message.
#pragma once

#include <models/cleanups/cleanup_operation.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::routes {

inline constexpr std::string_view channel_version = "work_pool_worker_channel.v1";

namespace capability {
inline constexpr std::string_view heartbeat = "worker_heartbeat.v1";
inline constexpr std::string_view snapshot = "work_pool_snapshot.v1";
inline constexpr std::string_view cleanups = "cleanup_delivery.v1";
} // namespace capability

// The first that a worker says.
struct worker_hello
{
    static constexpr bool refuses_unknown = true;
    uuid consumer_id;
    json::non_empty_text worker_name;
    json::non_empty_text worker_type;
    positive heartbeat_interval_seconds;
    std::vector<json::non_empty_text> supported_channel_versions;
    std::vector<json::non_empty_text> requested_capabilities;
    defaulted<std::vector<json::non_empty_text>> work_queue_names;
    defaulted<std::vector<std::string>> handled_cleanup_kinds;
    defaulted<non_negative> max_cleanup_concurrency; // absent: one, where it handles any
    defaulted<bool> create_pool_if_not_found;
    defaulted<json::json_object> default_base_job_template;
    std::optional<json::json_object> worker_metadata;

    // Whether it asks for the capability.
    bool requests(std::string_view what) const;
    // Cleanups at once; 0 where it takes none.
    std::size_t max_cleanups() const;
};
BOOST_DESCRIBE_STRUCT(worker_hello, (),
                      (consumer_id, worker_name, worker_type, heartbeat_interval_seconds, supported_channel_versions,
                       requested_capabilities, work_queue_names, handled_cleanup_kinds, max_cleanup_concurrency,
                       create_pool_if_not_found, default_base_job_template, worker_metadata))

struct worker_beat
{
    static constexpr bool refuses_unknown = true;
    uuid consumer_id;
    json::non_empty_text worker_name;
    positive heartbeat_interval_seconds;
};
BOOST_DESCRIBE_STRUCT(worker_beat, (), (consumer_id, worker_name, heartbeat_interval_seconds))

// What became of a cleanup.
struct cleanup_report
{
    uuid frame_id; // of the frame that brought it
    models::cleanup_operation operation{};
    uuid message_id;
    std::string reservation_token;
    std::string reason; // of a release
};

// Nothing for a text that is no frame, or one that only the server says.
using worker_frame = std::variant<worker_hello, worker_beat, cleanup_report>;
std::optional<worker_frame> read_worker_frame(std::string_view text);

struct pool_snapshot
{
    std::int64_t snapshot_sequence = 1;
    std::string reason;
    models::work_pool_answer work_pool;
};
BOOST_DESCRIBE_STRUCT(pool_snapshot, (), (snapshot_sequence, reason, work_pool))

struct resolved_queue
{
    uuid id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(resolved_queue, (), (id, name))

// The answer to worker_hello.
struct worker_ready
{
    uuid consumer_id;
    std::optional<uuid> worker_id;
    std::string selected_channel_version;
    std::int64_t effective_heartbeat_interval_seconds = 0;
    std::vector<std::string> accepted_capabilities;
    std::vector<std::string> rejected_capabilities;
    std::int64_t effective_max_cleanup_concurrency = 0;
    std::vector<resolved_queue> resolved_work_queues;
    pool_snapshot initial_snapshot;
};
BOOST_DESCRIBE_STRUCT(worker_ready, (),
                      (consumer_id, worker_id, selected_channel_version, effective_heartbeat_interval_seconds,
                       accepted_capabilities, rejected_capabilities, effective_max_cleanup_concurrency,
                       resolved_work_queues, initial_snapshot))

// Frames as text, of now: the answer to worker_hello.
std::string ready_frame(worker_ready const& ready);
// How the pool is, when it has changed.
std::string snapshot_frame(pool_snapshot const& snapshot);
// A cleanup that the worker has for as long as its reservation lasts.
std::string cleanup_frame(models::reserved_cleanup const& one);
// What became of a worker's report.
std::string cleanup_result_frame(cleanup_report const& to, models::cleanup_answer const& answer);

} // namespace praetor::routes
