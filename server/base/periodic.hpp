// The loop of every background service: a step that is done again and again until it is told to stop.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/base/task_group.hpp>
#include <server/base/timestamp.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace praetor {

struct periodic_options
{
    // From the end of a step to the next one; without, the next one comes when it is woken.
    std::optional<std::chrono::milliseconds> interval;
    // From the end of a step that failed to the next one, where that is more: doubled with every further failure.
    std::chrono::milliseconds min_pause{200};
    std::chrono::milliseconds max_pause{5'000};
};

// A step that has ended, whatever became of it.
struct ended_step
{
    timestamp began{};
    std::chrono::microseconds took{};
};

// Runs `step()` at once, and again after the interval or when it is woken. Whatever a step throws is logged under
// `name`, once while it stays the same, and counted, and the next one comes all the same, later and later while they
// fail. Used on the one thread that runs `executor`. What `step` refers to must live until stop() has returned; a loop
// that was started is stopped before it is destroyed.
class periodic
{
public:
    periodic(boost::asio::any_io_executor executor, std::string name, periodic_options options,
             std::function<task<void>()> step);

    // Begins with the first step, before it returns.
    void start();

    // Lets the next step come at once: after the one under way, if any, and not before the pause that a failure asks
    // for.
    void wake();

    // Waits for the step under way, and none comes after it. Cancellation of the caller cancels that step too.
    task<void> stop();

    std::string const& name() const noexcept { return name_; }
    std::uint64_t failures() const noexcept { return failures_; } // steps that threw, since the start
    std::optional<ended_step> const& last_step() const noexcept { return last_; }
    // A long step looks at it now and then, and ends early.
    bool is_stopping() const noexcept { return stopping_; }
    // A pause within a step, which ends when the loop is to stop.
    task<void> rest(std::chrono::steady_clock::duration span);

private:
    task<void> loop();
    task<void> run_step();
    std::chrono::steady_clock::time_point next_step() const;

    std::string name_;
    periodic_options options_;
    std::function<task<void>()> step_;
    signal changed_; // woken, or to stop
    bool woken_ = false;
    bool stopping_ = false;
    std::uint64_t failures_ = 0;
    std::optional<ended_step> last_;
    std::optional<std::chrono::milliseconds> pause_; // where the last step failed
    std::string said_;                               // of what the last step threw
    task_group running_;
};

} // namespace praetor
