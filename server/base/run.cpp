#include <server/base/log.hpp>
#include <server/base/run.hpp>

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace praetor {
namespace {

// What was spawned, and how it ended.
struct outcome
{
    bool ended = false;
    std::exception_ptr failed;

    void give() const
    {
        if (!ended) {
            log::write(log::level::critical, "run", "a defect: a task waits for what never comes");
            std::terminate();
        }
        if (failed)
            std::rethrow_exception(failed);
    }
};

void spawn(boost::asio::io_context& context, task<void> work, outcome& into)
{
    boost::asio::co_spawn(context, std::move(work), [&into](std::exception_ptr failed) {
        into.ended = true;
        into.failed = std::move(failed);
    });
}

} // namespace

void run_until_done(boost::asio::io_context& context, task<void> work)
{
    outcome came;
    spawn(context, std::move(work), came);
    context.restart();
    context.run();
    came.give();
}

void run_inline(task<void> work)
{
    thread_local boost::asio::io_context here{1};
    outcome came;
    spawn(here, std::move(work), came);
    here.restart();
    here.poll();
    came.give();
}

} // namespace praetor
