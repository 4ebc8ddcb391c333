// Events from the bus on their way to the database: one queue, one loop that stores whatever waits in one transaction.
// While one batch is being stored the next one gathers, so batches grow with the load and no timer delays a quiet hour.
// Where the order of batches does not matter, whole ones are stored side by side: a backend of PostgreSQL is one process.
#pragma once

#include <server/services/event_bus.hpp>

#include <server/base/task.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string_view>
#include <vector>

namespace praetor::services {

class event_batches
{
public:
    using store = task<void> (*)(db::connection&, std::vector<models::event_ptr>);

    struct options
    {
        std::string_view name;            // in the log
        std::size_t largest = 500;        // events a transaction
        std::size_t queue_limit = 50'000; // beyond it the oldest is dropped, and logged
        int retries = 5;                  // of an event that the database refuses
        unsigned lanes = 1;               // batches stored at the same time; beyond the first only whole ones
    };

    // `store_them` runs in a transaction, see db::database. References must outlive it.
    event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, options how);

    // Called on the io_context's thread.
    void push(models::event_ptr one);

    // Events that were pushed since the start, and those before the first that is not yet stored, refused or dropped.
    std::uint64_t taken() const noexcept { return taken_; }
    std::uint64_t settled() const noexcept { return in_flight_.empty() ? waiting_from() : *in_flight_.begin(); }

    void start();
    // Stores what waits, then ends.
    task<void> stop();

private:
    bool has_batch(unsigned lane) const noexcept
    {
        return lane == 0 ? !queue_.empty() : queue_.size() >= options_.largest;
    }
    std::uint64_t waiting_from() const noexcept { return taken_ - queue_.size(); }

    task<void> loop(unsigned lane);
    task<void> store_batch(std::vector<models::event_ptr> batch);

    boost::asio::any_io_executor executor_;
    db::database& to_;
    store store_them_;
    options options_;
    std::deque<models::event_ptr> queue_;
    std::multiset<std::uint64_t> in_flight_; // of each batch being stored the number of its first event
    std::uint64_t taken_ = 0;
    std::deque<boost::asio::steady_timer> wakes_; // of each lane; they never expire
    boost::asio::steady_timer ended_;
    unsigned running_ = 0; // loops
    bool stopping_ = false;
};

} // namespace praetor::services
