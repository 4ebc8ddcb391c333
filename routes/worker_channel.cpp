// The websocket of a worker: it hears what its work pool becomes, says that it lives, and does cleanups for the server.
#include <routes/job_variables.hpp>
#include <routes/prefect_socket.hpp>
#include <routes/routes.hpp>
#include <routes/worker_frames.hpp>

#include <models/work_pools/worker_channel.hpp>
#include <server/services/worker_channels.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace praetor::routes {
namespace {

constexpr std::string_view topic = "worker_channel";
constexpr std::size_t max_frame = std::size_t{1} << 20; // bytes, of which a template for jobs may be the most

// Why the server closes a channel; clients know the reasons.
struct ending
{
    std::uint16_t code = 0;
    std::string_view reason;
};
constexpr ending protocol_error{close_code::protocol_error, "protocol_error"};
constexpr ending not_authorized{close_code::policy_violation, "authorization_failed"};
constexpr ending unknown_version{close_code::policy_violation, "unsupported_version"};
constexpr ending heartbeat_not_stored{close_code::internal_error, "heartbeat_persistence_failed"};
constexpr ending server_failed{close_code::internal_error, "transient_server_error"};

task<void> close(http::websocket& socket, ending why)
{
    return socket.close(why.code, std::string{why.reason});
}

// The next frame; nothing where the worker has gone, and an empty one for what is none.
task<std::optional<std::optional<worker_frame>>> read_frame(http::websocket& socket)
{
    auto const said = co_await socket.read_up_to(max_frame);
    if (!said)
        co_return std::nullopt;
    if (said->size > max_frame)
        co_return std::optional<worker_frame>{};
    co_return read_worker_frame(said->text);
}

// As a client would have sent it. error{errc::internal} where a rule refuses it.
template <class Wanted>
Wanted read_wanted(std::string const& document)
{
    Wanted made;
    json::problems found{"body"};
    if (!json::read(made, json::parse(document), found))
        throw error{errc::internal, "a worker asks for a pool that can not be: " + found.to_json()};
    return made;
}

// What is to become of the pool, checked before the transaction.
task<models::arriving_worker> prepare(scope& rq, std::string pool, worker_hello hello)
{
    models::arriving_worker who{
        pool, {}, {*hello.worker_name, std::int64_t{*hello.heartbeat_interval_seconds}}, {}, {}};
    for (auto const& name : *hello.work_queue_names)
        who.queues.push_back(*name);
    auto const known = co_await rq.db().read(models::read_work_pool, pool);
    auto const& job_template = hello.default_base_job_template->text;
    if (known && (models::has_template(*known) || json::parse(job_template).get_object().empty()))
        co_return who;
    if (!known && !*hello.create_pool_if_not_found)
        throw error{errc::forbidden, "work_pool_not_found"};
    if (!known && models::is_reserved_pool_name(pool))
        throw error{errc::forbidden, "work_pool_creation_unauthorized"};
    co_await check_job_variables(rq, job_template, {}, models::job_variables_of::work_pool_defaults);
    if (known)
        who.first_template = read_wanted<models::work_pool_update>(
            json::object_text([&](json::object_writer& wanted) { wanted.json("base_job_template", job_template); }));
    else
        who.new_pool = read_wanted<models::work_pool_create>(json::object_text([&](json::object_writer& wanted) {
            wanted.text("name", pool).text("type", *hello.worker_type).json("base_job_template", job_template);
        }));
    co_return who;
}

task<models::joined_pool> try_to_join(scope& rq, std::string pool, worker_hello hello)
{
    auto who = co_await prepare(rq, std::move(pool), std::move(hello));
    auto joined = co_await rq.db().transaction(models::join_work_pool, std::move(who));
    rq.publish(std::move(joined.events));
    co_return std::move(joined.value);
}

task<models::joined_pool> join(scope& rq, std::string pool, worker_hello hello)
{
    try {
        auto joined = co_await try_to_join(rq, pool, hello);
        co_return joined;
    }
    catch (error const& refused) {
        if (refused.code() != errc::conflict)
            throw;
    }
    auto joined = co_await try_to_join(rq, std::move(pool), std::move(hello)); // somebody else has made the pool
    co_return joined;
}

// The reference answers alike.
ending ending_of(std::exception_ptr const& thrown, std::string const& pool)
{
    try {
        std::rethrow_exception(thrown);
    }
    catch (error const& refused) {
        if (refused.code() == errc::forbidden)
            return not_authorized;
        if (refused.code() == errc::unprocessable || refused.code() == errc::not_found)
            return protocol_error;
    }
    catch (...) { // told below
    }
    log::error(topic, "a worker could not join work pool {}: {}", pool, message_of(thrown));
    return server_failed;
}

worker_ready ready_for(worker_hello const& hello, models::joined_pool joined)
{
    std::vector<resolved_queue> queues;
    for (auto& queue : joined.queues)
        queues.push_back({queue.id, std::move(queue.name)});
    worker_ready ready{.consumer_id = hello.consumer_id,
                       .worker_id = {},
                       .selected_channel_version = std::string{channel_version},
                       .effective_heartbeat_interval_seconds = *hello.heartbeat_interval_seconds,
                       .accepted_capabilities = {std::string{capability::heartbeat}, std::string{capability::snapshot}},
                       .rejected_capabilities = {},
                       .effective_max_cleanup_concurrency = static_cast<std::int64_t>(hello.max_cleanups()),
                       .resolved_work_queues = std::move(queues),
                       .initial_snapshot = {1, "initial", std::move(joined.pool)}};
    if (hello.max_cleanups() > 0)
        ready.accepted_capabilities.emplace_back(capability::cleanups);
    auto const is_in = [](std::vector<std::string> const& all, std::string const& one) {
        return std::ranges::find(all, one) != all.end();
    };
    for (auto const& one : hello.requested_capabilities)
        if (!is_in(ready.accepted_capabilities, *one) && !is_in(ready.rejected_capabilities, *one))
            ready.rejected_capabilities.push_back(*one);
    return ready;
}

services::channel_worker member_of(worker_hello const& hello, models::joined_pool const& joined)
{
    services::channel_worker who{
        joined.pool.id, hello.consumer_id, *hello.worker_name, *hello.handled_cleanup_kinds, {}, hello.max_cleanups()};
    for (auto const& queue : joined.queues)
        who.work_queues.push_back(queue.id);
    return who;
}

// A worker that was let in.
class connected_worker
{
public:
    connected_worker(scope& rq, http::websocket& socket, worker_hello hello, models::joined_pool joined)
        : rq_(rq), socket_(socket), hello_(std::move(hello)), pool_(joined.pool.name), pool_id_(joined.pool.id),
          pool_updated_(joined.pool.updated), channel_(rq.app().channels, member_of(hello_, joined))
    {
        if (joined.got_template)
            rq.app().channels.send_change(pool_id_, {"work_pool_updated"});
        ready_ = ready_frame(ready_for(hello_, std::move(joined)));
    }

    // Hears what the worker says, until it goes or says what nobody should.
    task<void> listen()
    {
        for (;;) {
            auto const frame = co_await read_frame(socket_);
            if (!frame)
                co_return;
            auto const why = co_await hear(*frame);
            if (why) {
                co_await close(socket_, *why);
                co_return;
            }
        }
    }

    // Tells the worker what there is to tell, until it has gone or its pool has.
    task<void> serve()
    {
        auto sent = co_await socket_.write(ready_);
        channel_.take_cleanups();
        while (sent) {
            auto const next = co_await channel_.next();
            auto const text = co_await text_of(next);
            if (!text) {
                co_await close(socket_, not_authorized);
                co_return;
            }
            sent = co_await socket_.write(*text);
            if (sent)
                channel_.said_next();
        }
    }

private:
    // Nothing where the pool is not there any more.
    task<std::optional<std::string>> text_of(services::worker_message message)
    {
        if (auto* text = std::get_if<std::string>(&message))
            co_return std::move(*text);
        if (auto const* one = std::get_if<models::reserved_cleanup>(&message))
            co_return cleanup_frame(*one);
        auto& change = std::get<services::pool_change>(message);
        if (change.is_deleted)
            co_return std::nullopt;
        is_reading_ = true;
        auto pool = co_await rq_.db().read(models::read_work_pool, pool_);
        is_reading_ = false;
        if (!pool || pool->id != pool_id_)
            co_return std::nullopt;
        pool_updated_ = pool->updated;
        co_return snapshot_frame({++snapshots_, std::move(change.reason), std::move(*pool)});
    }

    task<std::optional<ending>> hear(std::optional<worker_frame> frame)
    {
        auto const* beat = frame ? std::get_if<worker_beat>(&*frame) : nullptr;
        auto* report = frame ? std::get_if<cleanup_report>(&*frame) : nullptr;
        if (report != nullptr) {
            auto answer = co_await answer_to(*report);
            co_await channel_.say(cleanup_result_frame(*report, answer));
            co_return std::nullopt;
        }
        if (beat == nullptr || beat->consumer_id != hello_.consumer_id || *beat->worker_name != *hello_.worker_name)
            co_return protocol_error;
        auto const stored = co_await store(*beat);
        co_return stored ? std::nullopt : std::optional{heartbeat_not_stored};
    }

    // False where it is not stored, because the pool is gone or the database failed.
    task<bool> store(worker_beat beat)
    {
        std::exception_ptr failed;
        try {
            models::heartbeat heard{*beat.worker_name, std::int64_t{*beat.heartbeat_interval_seconds}};
            auto done = co_await rq_.db().transaction(models::hear_channel, pool_, std::move(heard));
            rq_.publish(std::move(done.events));
            // What changes while the pool is read is told with the next heartbeat.
            if (done.value && *done.value != pool_updated_ && !is_reading_)
                channel_.send_change({"heartbeat_reconciliation"});
            co_return done.value.has_value();
        }
        catch (...) {
            failed = std::current_exception();
        }
        if (is_cancellation(failed))
            std::rethrow_exception(failed);
        log::error(topic, "a heartbeat of worker {} is not stored: {}", *beat.worker_name, message_of(failed));
        co_return false;
    }

    task<models::cleanup_answer> answer_to(cleanup_report report)
    {
        using models::cleanup_status;
        if (hello_.max_cleanups() == 0)
            co_return models::cleanup_answer{cleanup_status::unauthorized, "cleanup_delivery_not_accepted", {}, {}};
        std::exception_ptr failed;
        try {
            auto answer = co_await channel_.settle(report.operation, report.message_id,
                                                   std::move(report.reservation_token), std::move(report.reason));
            co_return answer;
        }
        catch (...) {
            failed = std::current_exception();
        }
        if (is_cancellation(failed))
            std::rethrow_exception(failed);
        log::error(topic, "what worker {} says of cleanup {} is not stored: {}", *hello_.worker_name,
                   to_string(report.message_id), message_of(failed));
        co_return models::cleanup_answer{cleanup_status::error, "cleanup_queue_operation_failed", {}, {}};
    }

    scope& rq_;
    http::websocket& socket_;
    worker_hello hello_;
    std::string pool_;
    uuid pool_id_;
    timestamp pool_updated_;  // as the worker knows it
    bool is_reading_ = false; // the pool, to tell the worker of it
    std::int64_t snapshots_ = 1;
    services::worker_channels::channel channel_;
    std::string ready_;
};

bool knows_version(worker_hello const& hello)
{
    return std::ranges::any_of(hello.supported_channel_versions,
                               [](auto const& one) { return *one == channel_version; });
}

task<void> connect_worker(scope& rq, http::websocket& socket)
{
    auto const pool = rq.request().path_values.front();
    auto const first = co_await read_frame(socket);
    if (!first)
        co_return;
    auto const* hello = *first ? std::get_if<worker_hello>(&**first) : nullptr;
    if (hello == nullptr) {
        co_await close(socket, protocol_error);
        co_return;
    }
    if (!knows_version(*hello)) {
        co_await close(socket, unknown_version);
        co_return;
    }
    std::optional<models::joined_pool> joined;
    std::exception_ptr failed;
    try {
        joined = co_await join(rq, pool, *hello);
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed) {
        if (is_cancellation(failed))
            std::rethrow_exception(failed);
        co_await close(socket, ending_of(failed, pool));
        co_return;
    }
    connected_worker worker{rq, socket, *hello, std::move(*joined)};
    co_await serve_both_ways(rq, socket, topic, worker.listen(), worker.serve());
}

} // namespace

void add_worker_channel(router& r)
{
    r.websocket<"/work_pools/{work_pool_name}/workers/connect", accept_worker_socket, connect_worker>().needs(
        role::runner);
}

} // namespace praetor::routes
