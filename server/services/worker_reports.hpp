// What the processes of one server tell each other of themselves, so that one of them can answer for all.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::services {

// Each listens at a Unix socket "<number>.….sock" of one folder, is asked by a line and answers with all there is to
// say. One thread.
class worker_reports
{
public:
    // What this process says, by the topic that is asked for; empty for one that it does not know. Must not throw.
    using own_report = std::function<std::string(std::string_view topic)>;

    // `descriptor` listens in `folder` already, and is closed with this.
    worker_reports(boost::asio::any_io_executor executor, int number, int descriptor, std::filesystem::path folder,
                   own_report own);

    // Answers from then on.
    void start();
    // Once; before it is destroyed, where it was started.
    task<void> stop();

    int number() const noexcept { return number_; }

    struct report
    {
        int worker = 0;
        std::string text;
    };

    // Of this process and all others that answer within two seconds, in the order of their numbers; of one number there
    // are two while a worker is replaced.
    task<std::vector<report>> ask(std::string topic);

private:
    using protocol = boost::asio::local::stream_protocol;

    task<void> listen();
    task<void> answer(protocol::socket to);

    int number_;
    std::filesystem::path folder_;
    std::filesystem::path own_path_;
    own_report own_;
    protocol::acceptor acceptor_;
    signal answered_;
    task_group running_;
};

} // namespace praetor::services
