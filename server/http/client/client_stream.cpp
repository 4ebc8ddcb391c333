#include <server/http/client/client_stream.hpp>

#include <server/base/error.hpp>
#include <server/http/client/outgoing.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace praetor::http {
namespace {

using boost::asio::as_tuple;
using boost::asio::use_awaitable;

void throw_if_cancelled(boost::system::error_code failed)
{
    if (failed == boost::asio::error::operation_aborted)
        throw_cancellation();
}

// Whose certificate is asked for: by name, or by address.
void expect_host(SSL* tls, std::string const& host)
{
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    auto* const wanted = SSL_get0_param(tls);
    bool const set = no_address ? X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
                                      SSL_set_tlsext_host_name(tls, host.c_str()) == 1
                                : X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
    if (!set)
        throw outgoing_failure{outgoing_failure::kind::invalid_request, "ConnectError",
                               "The host can have no certificate"};
}

std::string handshake_failure(SSL* tls, boost::system::error_code failed)
{
    if (auto const verified = SSL_get_verify_result(tls);
        verified != X509_V_OK && (SSL_get_verify_mode(tls) & SSL_VERIFY_PEER))
        return std::string{"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "} +
               X509_verify_cert_error_string(verified);
    return "[SSL] " + failed.message();
}

} // namespace

task<void> client_stream::connect(std::vector<boost::asio::ip::tcp::endpoint> addresses)
{
    for (auto const& address : addresses) {
        boost::system::error_code ignored;
        socket_.close(ignored);
        auto [failed] = co_await socket_.async_connect(address, as_tuple(use_awaitable));
        throw_if_cancelled(failed);
        if (!failed) {
            socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
            co_return;
        }
    }
    throw outgoing_failure{outgoing_failure::kind::not_connected, "ConnectError", "All connection attempts failed"};
}

task<void> client_stream::start_tls(boost::asio::ssl::context& context, std::string host)
{
    tls_.emplace(socket_, context);
    expect_host(tls_->native_handle(), host);
    auto [failed] = co_await tls_->async_handshake(boost::asio::ssl::stream_base::client, as_tuple(use_awaitable));
    throw_if_cancelled(failed);
    if (failed)
        throw outgoing_failure{outgoing_failure::kind::not_connected, "ConnectError",
                               handshake_failure(tls_->native_handle(), failed)};
}

task<std::size_t> client_stream::read_some(boost::asio::mutable_buffer into)
{
    boost::system::error_code failed;
    std::size_t size = 0;
    auto const token = boost::asio::redirect_error(use_awaitable, failed);
    if (tls_)
        size = co_await tls_->async_read_some(into, token);
    else
        size = co_await socket_.async_read_some(into, token);
    if (failed == boost::asio::error::eof || failed == boost::asio::ssl::error::stream_truncated)
        co_return 0;
    if (failed)
        throw boost::system::system_error{failed};
    co_return size;
}

task<void> client_stream::write(std::string_view bytes)
{
    if (tls_)
        co_await boost::asio::async_write(*tls_, boost::asio::buffer(bytes), use_awaitable);
    else
        co_await boost::asio::async_write(socket_, boost::asio::buffer(bytes), use_awaitable);
}

} // namespace praetor::http
