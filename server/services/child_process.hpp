// A process that this program starts for itself and talks to over one socket.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>
#include <sys/types.h>

namespace praetor::services {

// One thread, but for what is said otherwise.
class child_process
{
public:
    // Starts `program` with one argument. Descriptor 0 of the child is the other end of socket(), 1 and 2 lead nowhere;
    // it has no other descriptor, a process group of its own, no signal blocked, and of the environment only where
    // shared libraries lie. Holds up the thread until the program is loaded, about a millisecond.
    // boost::system::system_error where it can not be started; a program that does not run is found out by the end of
    // the socket.
    child_process(boost::asio::any_io_executor executor, std::string const& program, std::string const& argument);
    // Kills the child and waits for its end, which takes microseconds after join().
    ~child_process();
    child_process(child_process const&) = delete;
    child_process& operator=(child_process const&) = delete;

    boost::asio::local::stream_protocol::socket& socket() noexcept { return socket_; }
    pid_t id() const noexcept { return id_; }

    // Whether the child is gone though nobody killed it here. Its last bytes may not have been read yet: then not.
    bool has_ended() noexcept;

    // SIGKILL. What reads from socket() gets its end. Nothing where the child was joined.
    void kill() noexcept;

    // Kills, and waits until the child is gone; no zombie stays. Not to be called while somebody reads from socket().
    // Where the caller is cancelled, the destructor does the rest.
    task<void> join();

private:
    void reap() noexcept;

    boost::asio::local::stream_protocol::socket socket_;
    pid_t id_ = 0; // 0: joined
};

} // namespace praetor::services
