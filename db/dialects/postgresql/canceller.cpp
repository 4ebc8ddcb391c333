#include <db/dialects/postgresql/canceller.hpp>

#include <array>
#include <csignal>
#include <system_error>
#include <thread>

namespace praetor::db::postgresql {
namespace {

void run(std::shared_ptr<PGcancel> const& key, std::atomic<int>& under_way)
{
    std::array<char, 256> message{};
    // An error is nobody's concern: the statement has ended, or ends by its timeout.
    PQcancel(key.get(), message.data(), static_cast<int>(message.size()));
    --under_way;
}

} // namespace

void canceller::cancel(PGconn* connection) noexcept
{
    if (under_way_->fetch_add(1) >= max_at_once) {
        --*under_way_;
        return;
    }
    try {
        std::shared_ptr<PGcancel> const key{PQgetCancel(connection), &PQfreeCancel};
        if (key) {
            // Signals are for the thread that runs the io_context.
            sigset_t all, before;
            sigfillset(&all);
            pthread_sigmask(SIG_BLOCK, &all, &before);
            try {
                std::thread thread{[key, count = under_way_] { run(key, *count); }};
                thread.detach(); // one that hangs with its server must not hold up the end
            }
            catch (std::system_error const&) {
                --*under_way_;
            }
            pthread_sigmask(SIG_SETMASK, &before, nullptr);
            return;
        }
    }
    catch (std::bad_alloc const&) {
    }
    --*under_way_;
}

} // namespace praetor::db::postgresql
