// How this server speaks TLS to others.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <optional>

namespace praetor::http {

// TLS 1.2 or newer. Each context is made when it is asked for first. One thread at a time.
class tls_contexts
{
public:
    // Believes the authorities of the system, or those that SSL_CERT_FILE and SSL_CERT_DIR name.
    boost::asio::ssl::context& verifying();
    // Believes everybody: for blocks that ask for it.
    boost::asio::ssl::context& trusting();

private:
    std::optional<boost::asio::ssl::context> verifying_;
    std::optional<boost::asio::ssl::context> trusting_;
};

} // namespace praetor::http
