// A Unix socket as the place where a server listens. Only for server.cpp.
#pragma once

#include <server/http/connection/acceptors.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace praetor::http {

// Its file is there while the server listens. What a server that ended without a word has left at the path is replaced;
// what somebody listens at is not, nor what is no socket. One thread.
class unix_listener
{
public:
    // Binds a socket beside the path, so that who connects to the path is still refused. Throws
    // error{errc::unavailable} with the words for the operator.
    unix_listener(boost::asio::any_io_executor executor, std::string path, unsigned mode);
    // Takes the file away where it is still the own one.
    ~unix_listener();
    unix_listener(unix_listener const&) = delete;
    unix_listener& operator=(unix_listener const&) = delete;

    // The socket, once.
    stream_acceptor take() { return std::move(acceptor_); }
    // Gives the socket, which listens by now, its path. Throws as the constructor does.
    void publish();

private:
    std::string path_;
    std::string beside_; // where it is bound
    bool is_published_ = false;
    unsigned long long device_ = 0; // of its file
    unsigned long long number_ = 0;
    stream_acceptor acceptor_;
};

} // namespace praetor::http
