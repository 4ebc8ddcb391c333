// A server that runs, as another process sees it.
#pragma once

#include <server/http/tls/tls_context.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>

namespace praetor::cli {

enum class api_answer
{
    none,              // nobody answers as a server of the API does
    wants_certificate, // somebody speaks TLS, and to those alone who show a certificate that it believes
    given
};

// What listens there is asked GET {base_path}/health, by plain HTTP and by TLS with `shown`
// (http::make_asking_context), for two seconds in each step. An address that stands for all of the machine's is asked
// by loopback. Block; throw nothing but for want of memory; SIGPIPE is ignored from then on.
api_answer ask_the_api(boost::asio::ip::tcp::endpoint to, std::string const& base_path, http::tls_context const& shown);
api_answer ask_the_api(boost::asio::local::stream_protocol::endpoint const& to, std::string const& base_path,
                       http::tls_context const& shown);

} // namespace praetor::cli
