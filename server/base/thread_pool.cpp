#include <server/base/thread_pool.hpp>

#include <server/base/error.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <sys/resource.h>
#include <unistd.h>

namespace praetor {
namespace {

constexpr int niceness = 5;

// Signals are for the thread of the io_context; threads inherit what is blocked.
class signals_blocked
{
public:
    signals_blocked()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

private:
    sigset_t before_;
};

} // namespace

struct thread_pool::entry
{
    std::function<void()>* piece;
    std::exception_ptr* failed;
    std::chrono::steady_clock::time_point last_start;
    boost::asio::any_completion_handler<void()> done;
    boost::asio::executor_work_guard<boost::asio::any_io_executor> home; // its io_context goes on meanwhile
};

thread_pool::thread_pool(thread_pool_options options) : options_(options)
{
    signals_blocked const quiet;
    for (std::size_t i = 0; i < options_.threads; ++i)
        threads_.emplace_back([this] { loop(); });
}

thread_pool::~thread_pool()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& one : threads_)
        one.join();
}

std::size_t thread_pool::waiting() const
{
    std::lock_guard const lock{mutex_};
    return waiting_.size();
}

task<void> thread_pool::run(std::function<void()> piece)
{
    if (waiting() >= options_.max_waiting)
        throw error{errc::unavailable, "too much work waits for a thread"};
    std::exception_ptr failed;
    auto const home = co_await boost::asio::this_coro::executor;
    auto const start = [&](auto done) {
        auto const last_start = std::chrono::steady_clock::now() + options_.response_timeout;
        {
            std::lock_guard const lock{mutex_};
            waiting_.push_back({&piece, &failed, last_start, std::move(done), boost::asio::make_work_guard(home)});
        }
        changed_.notify_one();
    };
    co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void()>(start,
                                                                                       boost::asio::use_awaitable);
    if (failed)
        std::rethrow_exception(failed);
}

task<void> thread_pool::run_or_here(std::size_t bytes, std::function<void()> piece)
{
    if (held_ + bytes > options_.max_held) {
        piece();
        co_return;
    }
    bool begun = false;
    std::exception_ptr failed;
    held_ += bytes;
    try {
        co_await run([&begun, &piece] {
            begun = true;
            piece();
        });
    }
    catch (...) {
        failed = std::current_exception();
    }
    held_ -= bytes;
    if (!begun)
        piece();
    else if (failed)
        std::rethrow_exception(failed);
}

void thread_pool::loop() noexcept
{
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness); // of this thread alone, on Linux
    for (;;) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_)
            return;
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        try {
            if (std::chrono::steady_clock::now() > next.last_start)
                throw error{errc::timeout, "no thread came to the work"};
            (*next.piece)();
        }
        catch (...) {
            *next.failed = std::current_exception();
        }
        boost::asio::post(next.home.get_executor(), std::move(next.done));
    }
}

} // namespace praetor
