// Runs a task to its end on an io_context of the test's own.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>

namespace praetor::tests {

template <class T>
T await(boost::asio::io_context& context, task<T> work)
{
    std::exception_ptr failed;
    std::optional<T> made;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
        failed = thrown;
        made.emplace(std::move(value));
        context.stop();
    });
    context.restart();
    context.run();
    if (failed)
        std::rethrow_exception(failed);
    return std::move(*made);
}

inline void await(boost::asio::io_context& context, task<void> work)
{
    std::exception_ptr failed;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown) {
        failed = thrown;
        context.stop();
    });
    context.restart();
    context.run();
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace praetor::tests
