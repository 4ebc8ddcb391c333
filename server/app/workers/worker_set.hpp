// Several processes that serve on the same sockets, and the one that starts, watches and replaces them.
#pragma once

#include <server/app/supervisor.hpp>
#include <server/app/workers/notify_socket.hpp>
#include <server/app/workers/worker_process.hpp>

#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/http/connection/listeners.hpp>
#include <server/http/connection_counts.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace praetor::app {

struct worker_set_options
{
    int count = 2;
    // Within it an ended worker says that it has stopped; then it is killed.
    std::chrono::milliseconds stop_timeout{20'000};
    // Without a word for so long, a worker that was ready is killed: its thread stands still.
    std::chrono::milliseconds silence_timeout{60'000};
    // Between a worker's end and the start of the next one in its place: doubled with each that ends within `settled`.
    std::chrono::milliseconds min_pause{100};
    std::chrono::milliseconds max_pause{30'000};
    std::chrono::milliseconds settled{10'000};
};

// Used on the executor's thread, the only one of the process. The sockets stay open here until the workers are to end,
// so that nobody is refused while one is replaced, and nobody waits whom none will accept.
class worker_set
{
public:
    // `sockets`, which listen, and `watcher`, which hears when all of them are ready, outlive it. Of `command`,
    // sockets, notify_path, watchdog and counts are its own matter.
    worker_set(boost::asio::any_io_executor executor, http::listeners& sockets, worker_command command,
               worker_set_options options, supervisor& watcher);
    ~worker_set();

    // Until SIGTERM, SIGINT or SIGUSR1, which end the workers in order, and then it: with status 0. The first worker
    // starts alone, for it may have to migrate the database; where it ends before it was ready, nothing is served, and
    // its status is given. A worker that ends later is replaced. SIGHUP: a new set of workers, from the program and the
    // settings as they are by then, takes the sockets, and when all of them are ready the old set ends in order; where
    // one of the new set ends before, the old one stays.
    task<int> run();

private:
    // Of one number: what follows when a worker has ended.
    struct slot
    {
        std::chrono::steady_clock::time_point next_start{};
        unsigned ended_soon = 0; // in a row
    };
    using processes = std::vector<std::unique_ptr<worker_process>>;

    task<void> hear_signals();
    task<void> hear_workers();
    task<void> look_after();

    void take_ended();
    void note_end(worker_process const& ended, int status);
    void pause(int number, bool was_settled);
    void kill_silent();
    void begin_reload();
    void end_reload();
    void start_missing();
    void stop_all();
    bool is_current(worker_process const& one) const noexcept { return one.generation() == generation_; }
    int ready() const noexcept;
    std::optional<std::size_t> free_slot() const;

    boost::asio::any_io_executor executor_;
    http::listeners& sockets_;
    worker_command command_;
    worker_set_options options_;
    supervisor& watcher_;
    notify_socket notified_;
    http::connection_counts counts_; // of as many as there may be at a time
    signal changed_;
    processes all_;
    std::vector<slot> slots_;
    unsigned generation_ = 1;
    unsigned last_generation_ = 1;
    std::optional<unsigned> replaced_; // by the current generation, which is not ready yet
    bool reload_wanted_ = false;
    bool stopping_ = false;
    bool were_ready_ = false; // all of them, once
    std::optional<int> status_;
};

} // namespace praetor::app
