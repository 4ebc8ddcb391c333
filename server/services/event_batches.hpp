// Events from the bus on their way to the database: one queue, and a worker that stores whatever waits in one transaction.
// While one batch is being stored the next one gathers, so batches grow with the load and no timer delays a quiet hour.
// Where the order of batches does not matter, whole ones are stored side by side: a backend of PostgreSQL is one process.
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
#include <string_view>
#include <vector>

namespace praetor::services {

class event_batches final : public service
{
public:
    using store = task<void> (*)(db::connection&, std::vector<models::event_ptr>);

    struct options
    {
        std::string_view name;                       // in the log
        std::size_t max_batch = 500;                 // events a transaction
        std::chrono::milliseconds flush_interval{0}; // how long events gather before they are a batch; stop() ends that
        std::size_t queue_limit = 50'000;            // beyond it the oldest is dropped, and logged
        // Of a batch whose storing fails in a way that no database tells of, and of all batches once it is to stop.
        int retries = 5;
        unsigned workers = 1; // batches stored at the same time; beyond the first only whole ones
        std::chrono::milliseconds min_pause{200};
        std::chrono::milliseconds max_pause{1'000};
    };

    // `store_them` runs in a transaction, see db::database. References must outlive it.
    event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, options how);

    // Where the queue is full the oldest event in it is dropped, logged and counted.
    void push(models::event_ptr one);

    // Somebody waits for the events that were pushed: they gather no longer.
    void flush();

    // Events that were pushed since the start, and those before the first that is not yet stored, refused or dropped.
    std::uint64_t taken() const noexcept { return taken_; }
    std::uint64_t settled() const noexcept;
    // `told` is called whenever settled() has grown; it must not throw or wait.
    void on_progress(std::function<void()> told) { told_ = std::move(told); }

    std::string_view name() const noexcept override { return options_.name; }
    void start() override;
    // Stores what waits, then ends. Where the database is away for all of `retries`, or for five seconds, what waits is
    // dropped, and logged.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override;

private:
    struct worker
    {
        std::vector<models::event_ptr> batch; // being stored, or to be stored again
        std::uint64_t first = 0;              // the number of its first event
        bool one_by_one = false;              // a database refused it as a whole
        int attempts = 0;
        std::unique_ptr<periodic> loop;
    };
    enum class outcome
    {
        stored,
        away,      // the database can not take anything now
        refused,   // the database takes others
        unexpected // nothing that a database says
    };

    bool has_batch(worker const& one) const noexcept
    {
        return &one == &workers_.front() ? !queue_.empty() : queue_.size() >= options_.max_batch;
    }
    task<void> gather(worker const& mine);
    bool take_batch(worker& mine);
    task<void> step(worker& mine);
    task<void> store_batch(worker& mine);
    bool gives_up(worker const& mine, outcome came) const;
    void settle(worker& mine, std::size_t count);
    void notify_progress();
    void drop(worker& mine, std::string_view why);
    void drop_all(worker& mine, std::string_view why);

    db::database& to_;
    store store_them_;
    options options_;
    std::deque<models::event_ptr> queue_;
    std::uint64_t taken_ = 0;
    std::uint64_t dropped_ = 0;
    std::function<void()> told_;
    signal progressed_;
    signal gathered_; // a whole batch waits, or nothing more is to be waited for
    bool flushing_ = false;
    bool started_ = false;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point give_up_at_ = std::chrono::steady_clock::time_point::max();
    std::deque<worker> workers_;
};

} // namespace praetor::services
