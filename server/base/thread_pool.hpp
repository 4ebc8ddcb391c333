// A few threads for work that takes longer than a millisecond, so that the thread of the io_context does not.
#pragma once

#include <server/base/task.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace praetor {

struct thread_pool_options
{
    std::size_t threads = 2;
    std::size_t max_waiting = 32;                      // pieces of work, beside those that run; more are refused
    std::chrono::milliseconds response_timeout{5'000}; // how long one waits for a thread
    std::size_t max_held = 64 * 1024 * 1024;           // bytes that callers of run_or_here hold together
};

// Its threads give way to those that answer requests (nice(2)). Made, asked and destroyed by one thread; it must be
// gone before the io_context that its callers run on.
class thread_pool
{
public:
    explicit thread_pool(thread_pool_options options = {});
    // Waits for the work that runs. What still waits is not done, and who awaits it is never resumed: call it when
    // nobody does.
    ~thread_pool();
    thread_pool(thread_pool const&) = delete;
    thread_pool& operator=(thread_pool const&) = delete;

    // Has `piece` done by one of the threads. The caller goes on where it ran before, with what `piece` throws.
    // error{errc::unavailable} where too much waits already, errc::timeout where no thread came to it. Cancellation
    // does not reach it: the caller is resumed when `piece` has ended, so it must be bounded; what it refers to lives
    // as long.
    task<void> run(std::function<void()> piece);

    // The same for work on `bytes` that are held until it is done: where those of all callers would be more than
    // max_held, or too much waits, the caller does it at once.
    task<void> run_or_here(std::size_t bytes, std::function<void()> piece);

    // As run, for a function: what fn(args...) gives.
    template <class R, class... Parameters>
        requires(!std::is_void_v<R>)
    task<R> run(R (*fn)(Parameters...), std::type_identity_t<std::decay_t<Parameters>>... args)
    {
        std::optional<R> made;
        co_await run([&] { made.emplace(fn(std::move(args)...)); });
        co_return std::move(*made);
    }

    // Pieces of work that no thread has begun.
    std::size_t waiting() const;

private:
    struct entry; // a piece and who waits for it

    void loop() noexcept;

    thread_pool_options options_;
    std::size_t held_ = 0; // bytes; of the callers' thread
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<entry> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace praetor
