#include <db/dialects/sqlite/checkpointer.hpp>
#include <db/dialects/sqlite/signals.hpp>

namespace praetor::db::sqlite {
namespace {

constexpr int enough_pages = 1'000; // SQLite's own default: 4 MB

} // namespace

checkpointer::checkpointer(options const& how) : connection_(how, true)
{
    thread_ = std::thread{[this] {
        block_signals();
        run();
    }};
}

checkpointer::~checkpointer()
{
    {
        std::lock_guard const lock{mutex_};
        closing_ = true;
    }
    wakes_.notify_all();
    thread_.join();
    if (leaves_log_)
        connection_.leave_log();
}

bool checkpointer::look(int pages)
{
    if (pages < enough_pages)
        return false;
    std::lock_guard const lock{mutex_};
    if (done_) {
        done_ = false;
        return true;
    }
    if (!wanted_) {
        wanted_ = true;
        wakes_.notify_all();
    }
    return false;
}

void checkpointer::run()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        wakes_.wait(lock, [&] { return closing_ || (wanted_ && !done_); });
        if (closing_)
            return;
        lock.unlock();
        bool const moved = connection_.checkpoint();
        lock.lock();
        wanted_ = false;
        // One that failed, for want of room perhaps, is tried again after the next commit.
        done_ = moved;
    }
}

} // namespace praetor::db::sqlite
