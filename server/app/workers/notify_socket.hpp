// What processes say of themselves to the one that started them: the datagrams of sd_notify(3).
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/datagram_protocol.hpp>

#include <string>
#include <sys/types.h>

namespace praetor::app {

// One thread.
class notify_socket
{
public:
    // Heard at `path`, which must be free, from now on. Throws boost::system::system_error.
    notify_socket(boost::asio::any_io_executor executor, std::string path);

    struct message
    {
        pid_t from = 0; // by the word of the kernel
        std::string text;
    };

    // The next one. Cancellation ends it with operation_aborted.
    task<message> receive();

    // What NOTIFY_SOCKET is to be for those who are heard.
    std::string const& path() const noexcept { return path_; }

private:
    std::string path_;
    boost::asio::local::datagram_protocol::socket socket_;
};

} // namespace praetor::app
