// All that one server listens at. For servers, and for who opens sockets that several of them share.
#pragma once

#include <server/http/connection/acceptors.hpp>
#include <server/http/connection/unix_listener.hpp>
#include <server/http/listen_options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::http {

// One thread.
class listeners
{
public:
    // Takes every address of the host; who connects is refused yet. Throws error{errc::unavailable} where it is in use
    // on one of them, or none is of this machine; where somebody listens at the Unix socket; error{errc::bad_setting}
    // where one of the given sockets does not listen. Looks the host's name up, so it blocks.
    listeners(boost::asio::any_io_executor executor, listen_options options);

    // Begins to listen: connections wait to be accepted. Throws as the constructor.
    void listen();
    // Those that wait are refused, unless another process has the sockets too.
    void close();

    std::vector<stream_acceptor>& acceptors() noexcept { return acceptors_; }

    // The port; 0 where there is none.
    std::uint16_t port() const { return port_of(acceptors_.front().local_endpoint()); }
    // "127.0.0.1:4200", or "unix:/run/praetor.sock".
    std::vector<std::string> addresses() const;

private:
    std::string host_;
    std::optional<unix_listener> at_path_;
    std::vector<stream_acceptor> acceptors_; // one for each address of the host
};

} // namespace praetor::http
