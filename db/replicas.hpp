// Streaming replicas of a PostgreSQL database, and which of them may answer a read now.
#pragma once

#include <db/database.hpp>
#include <db/recent_writers.hpp>
#include <db/replica_lag.hpp>

#include <server/base/periodic.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace praetor::db {

// A replica takes reads while it answers, is in recovery, and its lag (replica_lag.hpp) is within `max_lag`. Each is
// asked every second; one that fails leaves at once and comes back with the first good answer. One thread.
class replicas
{
public:
    struct health
    {
        std::string name;                              // host and port, without secrets
        bool serves = false;                           // takes reads
        std::optional<std::chrono::milliseconds> lag;  // as last measured
        std::optional<std::chrono::microseconds> took; // the last answer
        std::string error_message;                     // why it does not serve, empty where it does
    };

    // `writer` must outlive it. Every one of `reads` is opened as a pool of its own.
    replicas(boost::asio::any_io_executor executor, database& writer, std::vector<std::unique_ptr<database>> reads,
             std::vector<std::string> names, std::chrono::milliseconds max_lag);

    // Used on the executor's thread. Once started it is stopped before it is destroyed.
    void start();
    // Stops asking, waits for the question under way, and closes the pools: as long as those take. A cancelled stop()
    // throws operation_aborted and leaves the rest open.
    task<void> stop();

    // Where a read of this client goes: the healthy replicas in turn; the writer where there is none, and for a client
    // that wrote so shortly before that a healthy replica may not have it yet.
    database& pick(std::string const& client);
    void wrote(std::string const& client);
    // A read on `one` failed as if its server were gone.
    void failed(database const& one, std::string_view why);

    // Of each replica, in the order in which they were given.
    std::vector<health> state() const;

private:
    struct replica
    {
        std::unique_ptr<database> store;
        health is;
        std::unique_ptr<periodic> watch;
    };

    task<void> probe(std::size_t which);
    void leave(replica& one, std::string_view why);

    database& writer_;
    std::chrono::milliseconds max_lag_;
    std::vector<std::unique_ptr<replica>> all_;
    replica_lag lag_;
    recent_writers writers_;
    std::size_t next_ = 0;
};

} // namespace praetor::db
