#include <server/http/client/resolve.hpp>

#include <server/base/error.hpp>
#include <server/http/client/outgoing.hpp>
#include <server/http/client/private_address.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace praetor::http {
namespace {

using boost::asio::ip::tcp;
using kind = outgoing_failure::kind;

std::string resolver_text(boost::system::error_code failed)
{
    if (failed == boost::asio::error::host_not_found_try_again)
        return "[Errno -3] Temporary failure in name resolution";
    if (failed == boost::asio::error::host_not_found)
        return "[Errno -2] Name or service not known";
    return failed.message();
}

void check(std::vector<tcp::endpoint> const& addresses)
{
    for (auto const& one : addresses)
        if (is_private(one.address()))
            throw outgoing_failure{kind::restricted, "ValueError",
                                   "It resolves to the private address " + one.address().to_string() + "."};
}

} // namespace

task<std::vector<tcp::endpoint>> resolve(std::string host, std::uint16_t port, bool allow_private)
{
    std::vector<tcp::endpoint> addresses;
    boost::system::error_code failed;
    if (auto const address = boost::asio::ip::make_address(host, failed); !failed) {
        addresses.emplace_back(address, port);
    }
    else {
        auto const executor = co_await boost::asio::this_coro::executor;
        tcp::resolver resolver{executor};
        auto const found =
            co_await resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                            boost::asio::redirect_error(boost::asio::use_awaitable, failed));
        if (failed == boost::asio::error::operation_aborted)
            throw_cancellation();
        if (failed || found.empty())
            throw outgoing_failure{kind::not_connected, "ConnectError", resolver_text(failed)};
        for (auto const& one : found)
            addresses.push_back(one.endpoint());
    }
    if (!allow_private)
        check(addresses);
    co_return addresses;
}

} // namespace praetor::http
