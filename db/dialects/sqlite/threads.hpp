// SQLite behind threads of its own: one writer that groups commits, and a few readers. So no two transactions of this
// process ever wait for a lock of the file. Group commit as in LevelDB (db/db_impl.cc): the writer takes all that
// waits, each transaction in a savepoint, commits once and then answers all.
#pragma once

#include <db/database.hpp>
#include <db/dialects/sqlite/checkpointer.hpp>
#include <db/dialects/sqlite/connection.hpp>
#include <db/dialects/sqlite/database_files.hpp>
#include <db/dialects/sqlite/instance_lock.hpp>
#include <db/options.hpp>
#include <db/result_budget.hpp>
#include <db/statistics.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace praetor::db::sqlite {

class threads final : public database
{
public:
    threads(boost::asio::any_io_executor home, options how);
    ~threads() override;

    dialect kind() const noexcept override { return dialect::sqlite; }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

private:
    // A transaction that waits for its thread. `done` runs on the home executor.
    struct waiting
    {
        job* work = nullptr;
        std::chrono::steady_clock::time_point since;
        std::exception_ptr failed;
        std::function<void(std::exception_ptr)> done;
    };

    // What a thread does just now.
    struct running_job
    {
        job* work;
        connection* on;
    };

    // A queue and the threads that serve it.
    struct worker
    {
        mutable std::mutex mutex;
        std::condition_variable wakes;
        std::deque<waiting> queue;
        bool closing = false;
        std::size_t running = 0;       // threads at work
        std::vector<running_job> jobs; // that may be interrupted
        std::uint64_t done = 0;
        duration_histogram waits;
        std::vector<std::thread> threads;

        void stop();
    };

    void stop();
    void write_loop(connection& conn);
    void read_loop(connection& conn);
    // `interruptible` runs the group, of one; null where nothing of it may be cut short.
    std::vector<waiting> take(worker& from, std::size_t max_jobs, connection* interruptible);
    void finish(worker& of, std::vector<waiting> group, connection* interruptible);
    void cancel(worker& in, job& work);
    void note_writing(std::exception_ptr const& failed);
    void keep_house(connection& conn);
    void write_group(connection& conn, std::vector<waiting>& group);
    void require_files(connection& writer);
    void answer(std::vector<waiting> group);
    static void run_transaction(connection& conn, waiting& one);

    boost::asio::any_io_executor home_;
    options options_;
    std::optional<instance_lock> instance_lock_;
    std::optional<database_files> files_;
    std::unique_ptr<connection> writer_;
    std::unique_ptr<checkpointer> checkpointer_;
    std::vector<std::unique_ptr<connection>> readers_;
    worker writes_;
    worker reads_;
    std::shared_ptr<result_budget> results_; // of the readers
    // The writer's alone.
    std::chrono::steady_clock::time_point optimized_ = std::chrono::steady_clock::now();
    bool refused_ = false; // the last commit was, by the file or its disk
};

} // namespace praetor::db::sqlite
