// Tells what was changed by whom: gathered for a moment and stored together, so that a change costs no transaction
// more.
#pragma once

#include <models/access/audit.hpp>
#include <server/services/event_bus.hpp>

#include <server/base/periodic.hpp>
#include <server/base/task.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace praetor::services {

// Used on the executor's thread.
class audit_trail
{
public:
    static constexpr std::chrono::milliseconds flush_interval{1'000};
    static constexpr std::size_t max_waiting = 10'000;

    // Entries go when they are older than `retention`; never where it is zero. References must outlive it.
    audit_trail(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, duration retention);

    // Stored within a second, as soon as the database takes it. Beyond max_waiting it is only counted, and the log
    // says so.
    void add(models::audit_entry entry);

    // Begins to store what was told.
    void start() { loop_.start(); }
    // Stores what waits, if the database takes it in time.
    task<void> stop();

    // Stores what waits, and deletes what is too old. May be cancelled at any await.
    task<void> step();

private:
    task<void> store_waiting();
    task<void> delete_old();

    db::database& store_;
    event_bus& bus_;
    duration retention_;
    std::vector<models::audit_entry> waiting_;
    std::uint64_t dropped_ = 0;
    std::chrono::steady_clock::time_point next_deletion_;
    periodic loop_;
};

} // namespace praetor::services
