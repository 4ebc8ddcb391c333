// A step that is done again and again until it is told to stop.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace praetor {

// Runs `step()` at once and then `interval` after each end of it. What a step throws is logged under `name`, and the next
// one comes all the same. One thread; what `step` refers to must live until stop() has ended, or start() was never called.
class periodic
{
public:
    periodic(boost::asio::any_io_executor executor, std::string name, std::chrono::milliseconds interval,
             std::function<task<void>()> step);

    void start();
    // Waits for the step under way.
    task<void> stop();

private:
    task<void> loop();
    task<void> run_step();

    boost::asio::any_io_executor executor_;
    std::string name_;
    std::chrono::milliseconds interval_;
    std::function<task<void>()> step_;
    boost::asio::steady_timer next_;
    boost::asio::steady_timer ended_; // never expires
    bool running_ = false;
    bool stopping_ = false;
};

} // namespace praetor
