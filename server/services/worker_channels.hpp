// The workers that are connected to this server by their channel: what they are to be told of their work pool, and the
// cleanups that are given to them.
#pragma once

#include <models/cleanups/cleanup_operation.hpp>

#include <server/base/periodic.hpp>
#include <server/base/signal.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace praetor::services {

struct channel_worker
{
    uuid work_pool_id;
    uuid consumer_id; // the process
    std::string name;
    std::vector<std::string> kinds; // of cleanups that it can do
    std::vector<uuid> work_queues;  // whose cleanups it should rather have
    std::size_t max_cleanups = 0;   // at once; 0: none
};

// That a work pool is not any more what its workers were told.
struct pool_change
{
    std::string reason;
    bool is_deleted = false;
};

// What is to be said to a worker next: a text as it is, a cleanup, what a pool has become.
using worker_message = std::variant<std::string, models::reserved_cleanup, pool_change>;

// Gives cleanups away each second while there is somebody to take them, and when it is woken. Servers that share a
// database share the cleanups. Used on the io_context's thread; the references must outlive it, and it outlives the
// channels.
class worker_channels final : public service
{
    struct state;

public:
    worker_channels(boost::asio::any_io_executor executor, db::database& store, models::cleanup_policy policy);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    // Gives back what was reserved and not sent. After the connections have ended.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // May be cancelled at any await.
    task<void> step();

    // The workers of this pool that are connected here are to be told what it has become, within 50 ms and once for all
    // changes until then.
    void send_change(uuid work_pool, pool_change const& change);

    // One connection of a worker. What was reserved for it and not sent when it ends goes to another one.
    class channel
    {
    public:
        // It hears of changes of its pool from now on, and gets cleanups after take_cleanups().
        channel(worker_channels& all, channel_worker who);
        channel(channel const&) = delete;
        channel& operator=(channel const&) = delete;
        ~channel();

        // Cleanups are given to its worker from now on.
        void take_cleanups();

        // Puts a text behind what is to be said. Waits while too much is.
        task<void> say(std::string text);
        // Puts a change of its pool into what is to be said, as send_change() does, where none is yet.
        void send_change(pool_change change);

        // Waits for what is to be said next. A cleanup counts as sent when said_next() is called.
        task<worker_message> next();
        void said_next();

        // As settle_cleanup(); what it ends makes room for another cleanup.
        task<models::cleanup_answer> settle(models::cleanup_operation operation, uuid message_id, std::string token,
                                            std::string reason);

    private:
        worker_channels& all_;
        std::shared_ptr<state> state_;
    };

private:
    using worker_key = std::tuple<uuid, uuid, std::string>;

    struct state
    {
        explicit state(channel_worker given) : who(std::move(given)) {}

        channel_worker who;
        bool takes_cleanups = false; // neither before it is ready nor after its end
        std::deque<std::variant<std::string, models::reserved_cleanup>> queued;
        std::optional<pool_change> change;
        std::chrono::steady_clock::time_point change_is_due;
        bool says_queued = false; // next() gave the first of them
        signal changed;
    };
    using shared_state = std::shared_ptr<state>;

    static void note_change(state& of, pool_change change);

    bool has_room(state const& of) const;
    std::vector<shared_state> takers(uuid work_pool) const;
    std::vector<uuid> pools_with_takers() const;
    void forget_ended(timestamp when);
    void hand_over(shared_state const& to, models::reserved_cleanup one);
    void forget(state const& of, std::string const& token);
    void log_ends(std::vector<models::ended_lease> const& ended) const;

    task<void> release_unsent();
    task<void> give_cleanups_of(uuid work_pool);
    task<bool> give_one_of(uuid work_pool);

    db::database& store_;
    models::cleanup_policy policy_;
    std::list<shared_state> channels_; // those that were given a cleanup lately come last
    // What a worker has been given, by the token, until when. It outlives the worker's connection.
    std::map<worker_key, std::map<std::string, timestamp>> in_flight_;
    std::deque<models::cleanup_request> unsent_; // to be released
    periodic loop_;
};

} // namespace praetor::services
