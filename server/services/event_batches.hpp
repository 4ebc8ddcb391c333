// Events from the bus on their way to the database: one queue, and a worker that stores whatever waits in one
// transaction. While one batch is being stored the next one gathers, so batches grow with the load and no timer delays
// a quiet hour. Where the order of batches does not matter, whole ones are stored side by side: a backend of PostgreSQL
// is one process.
#pragma once

#include <server/services/event_bus.hpp>

#include <server/base/periodic.hpp>
#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::services {

class event_batches final : public service, public event_recorder
{
public:
    // Gives whether others follow what is stored in the order of commits: then batches are not stored side by side. It
    // runs on the io_context's thread where it ever does.
    using store = task<bool> (*)(db::connection&, std::vector<models::event_ptr>);
    using check = task<void> (*)(db::connection&);

    struct options
    {
        std::string_view name;                         // in the log
        std::size_t max_batch = 500;                   // events a transaction …
        std::size_t max_batch_bytes = 4 * 1024 * 1024; // … and bytes, but for one event that is larger
        std::chrono::milliseconds flush_interval{0}; // how long events gather before they are a batch; stop() ends that
        std::size_t queue_limit = 20'000;            // events for which there is room: see load()
        std::size_t queue_bytes = 64 * std::size_t{1024} * 1024; // and bytes of them
        // Of a batch whose storing fails in a way that no database tells of, and of all batches once it is to stop.
        int retries = 5;
        unsigned workers = 1; // batches stored at the same time; beyond the first only whole ones
        std::chrono::milliseconds min_pause{200};
        std::chrono::milliseconds max_pause{1'000};
        std::chrono::milliseconds stop_time{5'000}; // for what waits once it is to stop
    };

    // Both run in a transaction, see db::database: `store_them` stores events, `check_tables` throws where the tables
    // can take none at all. References must outlive it.
    event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, check check_tables,
                  options how);

    // Always taken: who pushes looks at load() before.
    void push(models::event_ptr one);

    std::uint64_t taken() const noexcept override { return taken_; }
    std::uint64_t settled() const noexcept override;
    double load() const noexcept override;
    void flush() override;
    // `callback` is called whenever settled() has grown; it must not throw or wait.
    void on_progress(std::function<void()> callback) { on_progress_ = std::move(callback); }

    std::string_view name() const noexcept override { return options_.name; }
    void start() override;
    // Stores what waits, then ends. Where the database is away for all of `retries`, or needs longer than `stop_time`,
    // what waits is dropped, and logged.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override;

private:
    struct entry
    {
        models::event_ptr event;
        std::size_t bytes;
    };
    struct worker
    {
        std::vector<entry> batch; // being stored, or to be stored again
        std::uint64_t first = 0;  // the number of its first event
        std::size_t piece = 0;    // how many of them the next transaction stores
        bool narrowed = false;    // was given up as a whole
        int attempts = 0;
        std::unique_ptr<periodic> loop;
    };
    enum class outcome
    {
        stored,
        early,     // batches before this one have to be stored first
        away,      // the database can not take anything now
        slow,      // it did not answer in time
        failed,    // the events or the tables are at fault
        refused,   // the database takes others
        unexpected // nothing that a database says
    };
    struct attempt
    {
        outcome came = outcome::stored;
        std::string text;
    };

    bool is_followed() const noexcept { return std::chrono::steady_clock::now() < followed_until_; }
    // Whether events that came before its own are still to be stored.
    bool is_behind_others(worker const& mine) const noexcept;
    bool holds_whole_batch() const noexcept
    {
        return queue_.size() >= options_.max_batch || queued_bytes_ >= options_.max_batch_bytes;
    }
    bool has_batch(worker const& one) const noexcept;
    task<void> gather(worker const& mine);
    bool take_batch(worker& mine);
    task<void> step(worker& mine);
    task<void> store_piece(worker& mine);
    template <class R>
    static task<attempt> outcome_of(task<R> work);
    task<attempt> store_events(worker const& mine, std::vector<models::event_ptr> events);
    static task<bool> store_in_turn(db::connection& conn, event_batches* self, worker const* mine,
                                    std::vector<models::event_ptr> events);
    bool gives_up(worker const& mine, outcome came) const;
    void settle(worker& mine, std::size_t count);
    void notify_progress();
    void drop(worker& mine, std::string_view why);
    void drop_waiting(worker& mine, std::string_view why);
    static task<void> end_loop(worker& mine, std::chrono::steady_clock::time_point end);

    db::database& to_;
    store store_them_;
    check check_tables_;
    options options_;
    std::deque<entry> queue_;
    std::size_t queued_bytes_ = 0; // in queue_
    std::size_t held_bytes_ = 0;   // in queue_ and in the batches
    std::uint64_t taken_ = 0;
    std::uint64_t dropped_ = 0;
    std::function<void()> on_progress_;
    signal progressed_;
    signal gathered_; // a whole batch waits, or nothing more is to be waited for
    std::chrono::steady_clock::time_point followed_until_{};
    bool flushing_ = false;
    bool started_ = false;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point give_up_at_ = std::chrono::steady_clock::time_point::max();
    std::deque<worker> workers_;
};

} // namespace praetor::services
