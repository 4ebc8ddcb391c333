// Events from the bus on their way to the database: one queue, one loop that stores whatever waits in one transaction.
// While one batch is being stored the next one gathers, so batches grow with the load and no timer delays a quiet hour.
#pragma once

#include <models/events/event_bus.hpp>

#include <server/base/task.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
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
    };

    // `store_them` runs in a transaction, see db::database. References must outlive it.
    event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, options how);

    // Called on the io_context's thread.
    void push(models::event_ptr one);

    // Events that were pushed, and those that are stored, refused or dropped, since the start.
    std::uint64_t taken() const noexcept { return taken_; }
    std::uint64_t settled() const noexcept { return taken_ - queue_.size() - in_flight_; }

    void start();
    // Stores what waits, then ends.
    task<void> stop();

private:
    task<void> loop();
    task<void> store_batch(std::vector<models::event_ptr> batch);

    boost::asio::any_io_executor executor_;
    db::database& to_;
    store store_them_;
    options how_;
    std::deque<models::event_ptr> queue_;
    std::size_t in_flight_ = 0;
    std::uint64_t taken_ = 0;
    boost::asio::steady_timer wakes_; // never expires
    boost::asio::steady_timer ended_;
    bool started_ = false;
    bool stopping_ = false;
    bool finished_ = false;
};

} // namespace praetor::services
