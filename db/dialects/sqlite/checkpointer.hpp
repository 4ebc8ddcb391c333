// Moves the write-ahead log into the file on a thread of its own, so that no writer pays for it (sqlite.org/wal.html,
// "Checkpointing"). A passive checkpoint runs beside writers and readers, but the log begins anew only when all of it
// has been moved; under steady writing that never happens by itself. So the writer moves the little that came
// meanwhile.
#pragma once

#include <db/dialects/sqlite/connection.hpp>
#include <db/options.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace praetor::db::sqlite {

class checkpointer
{
public:
    // Opens a connection of its own.
    explicit checkpointer(options const& how);
    ~checkpointer();

    // Called by the writer between two commits, with the log's length in pages. Asks for a checkpoint where the log is
    // long enough. True where one has just ended, so that little is left: now the writer may move that.
    bool look(int pages);

    // As connection::leave_log, before the end.
    void leave_log() noexcept { leaves_log_ = true; }

private:
    void run();

    connection connection_;
    std::mutex mutex_;
    std::condition_variable wakes_;
    bool wanted_ = false;
    bool done_ = false;
    bool closing_ = false;
    bool leaves_log_ = false; // the owner's alone
    std::thread thread_;
};

} // namespace praetor::db::sqlite
