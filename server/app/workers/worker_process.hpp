// A process that serves beside others of its kind.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace praetor::app {

// What all workers of one parent have in common.
struct worker_command
{
    std::filesystem::path program;
    std::vector<std::string> arguments;    // of the command line, the program's own name first
    std::vector<int> sockets;              // that listen, for all of them
    int counts = -1;                       // of http::connection_counts
    std::filesystem::path folder;          // where they find each other (worker_reports)
    std::string notify_path;               // where they say how they fare (notify_socket)
    std::chrono::microseconds watchdog{0}; // within which they say that they live
};

// One thread, the only one of its process.
class worker_process
{
public:
    // Starts it as number `number` of `generation`, with the parent's environment, and what worker_identity tells of
    // behind the sockets, as systemd would pass them; asked to end when its parent does.
    // boost::system::system_error where it can not be started; a program that does not run ends with status 127.
    worker_process(worker_command const& command, int number, unsigned generation, std::size_t slot);
    // Kills it and waits for its end, unless it was seen to end.
    ~worker_process();
    worker_process(worker_process const&) = delete;
    worker_process& operator=(worker_process const&) = delete;

    int number() const noexcept { return number_; }
    unsigned generation() const noexcept { return generation_; }
    std::size_t slot() const noexcept { return slot_; }
    pid_t id() const noexcept { return id_; }
    std::chrono::steady_clock::time_point started() const noexcept { return started_; }

    // How it ended, as waitpid(2) says it, once it has.
    std::optional<int> end() noexcept;

    // SIGTERM, once; SIGKILL.
    void ask_to_end() noexcept;
    void kill() noexcept;
    // When it was asked to.
    std::optional<std::chrono::steady_clock::time_point> asked_to_end() const noexcept { return asked_; }

    bool is_ready = false;                                                          // it has said so
    std::chrono::steady_clock::time_point heard = std::chrono::steady_clock::now(); // of it, last

private:
    int number_;
    unsigned generation_;
    std::size_t slot_;
    std::filesystem::path reports_; // its socket in the folder
    pid_t id_ = 0;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::optional<std::chrono::steady_clock::time_point> asked_;
    std::optional<int> ended_;
};

} // namespace praetor::app
