// Coroutines that run beside their owner and end before it.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <memory>

namespace praetor {

// Owns the coroutines it was given, its children: none outlives it. A group is used and destroyed on the one thread
// that runs its executor. What a child refers to must live until join() or stop() has returned, so it is declared
// before the group. The group itself is destroyed empty: one that still has a child then is a defect, said in the log
// and ended by std::terminate.
class task_group
{
public:
    // Is told what a child threw, as it ends, in no coroutine; must not throw.
    using failure_handler = std::function<void(std::exception_ptr)>;

    // The children belong together: the first that throws cancels the others, and join() throws what it threw.
    explicit task_group(boost::asio::any_io_executor executor);
    // The children are independent: what one throws is told to `failed` and concerns no other.
    task_group(boost::asio::any_io_executor executor, failure_handler failed);
    task_group(task_group const&) = delete;
    task_group& operator=(task_group const&) = delete;
    ~task_group();

    // A child to its owner.
    class child
    {
    public:
        child() = default;
        // As task_group::cancel(), for this one alone. Nothing once it has ended; the group may be gone by then.
        void cancel() const;

    private:
        friend class task_group;
        struct state;
        explicit child(std::weak_ptr<state> of) : of_(std::move(of)) {}
        std::weak_ptr<state> of_;
    };

    // Runs `work` as a child; it begins at once where the caller is on the group's thread, before spawn() returns.
    // After stop() or a first failure it is cancelled from its first await on. `work` is the call of a function whose
    // parameters are values or live as long as the group; never of a lambda that captures.
    child spawn(task<void> work);

    // Cancels every child (terminal, the one type that a task hears by default): its await under way, or its next one,
    // throws operation_aborted. A COMMIT under way does not hear it (see db::database), so a loop also asks
    // is_stopping() or a flag of its owner. Returns at once. An operation_aborted that a cancelled child throws is no
    // failure.
    void cancel();
    bool is_stopping() const noexcept { return stopping_; }

    // Waits until no child is left. Then throws the first failure, once, where the children belong together. Where the
    // waiting coroutine is cancelled the children are too, and it waits on for their ends, then throws
    // operation_aborted. A coroutine that was cancelled before can not wait for anything: it uses race(), or has its
    // owner join.
    task<void> join();
    // cancel(), then join().
    task<void> stop();

    bool empty() const noexcept { return children_.empty(); }
    std::size_t size() const noexcept { return children_.size(); }

private:
    using children = std::list<std::shared_ptr<child::state>>;

    void end(children::iterator which, std::exception_ptr failed);
    void note(std::exception_ptr failed);

    boost::asio::any_io_executor executor_;
    failure_handler failed_;
    children children_;
    signal ended_; // the last child has
    std::exception_ptr first_failure_;
    bool stopping_ = false;
};

// Runs both at the same time, here. The first to end, or to throw, cancels the other. Returns when both have ended;
// throws what the first threw, or else what the other did, but for its cancellation. So neither outlives the caller's
// frame, whose locals both may use. Cancellation goes to both.
task<void> race(task<void> one, task<void> other);

} // namespace praetor
