#include <server/cli/doctor/look.hpp>
#include <server/cli/serving/running_api.hpp>

#include <server/http/url.hpp>
#include <server/settings/base_path.hpp>

#include <server/base/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <fmt/format.h>

namespace praetor::cli {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

finding look_at(tcp::endpoint const& at, std::string const& where, std::string const& base_path)
{
    boost::asio::io_context context;
    tcp::acceptor acceptor{context};
    error_code failed;
    acceptor.open(at.protocol(), failed);
    acceptor.set_option(tcp::acceptor::reuse_address{true}, failed);
    acceptor.bind(at, failed);
    if (!failed)
        return {"port", verdict::ok, where + " is free", {}};
    if (failed == boost::asio::error::address_in_use)
        return serves_the_api(at, base_path)
                   ? finding{"port", verdict::ok, "a server answers at " + where, {}}
                   : finding{"port", verdict::fail,
                             where + " is in use by a program that does not answer as a server of the API",
                             "end it, or choose another port (PREFECT_SERVER_API_PORT)"};
    return {"port", verdict::fail, where + ": " + failed.message(),
            failed == boost::asio::error::access_denied
                ? "ports below 1024 take a right: AmbientCapabilities=CAP_NET_BIND_SERVICE, or a proxy in front"
                : "name an address of this machine, or 0.0.0.0 (PREFECT_SERVER_API_HOST)"};
}

} // namespace

finding look_at_port(settings::values const& config)
{
    auto const& api = config.server.api;
    if (api.host.starts_with("unix:"))
        return {"port", verdict::ok, "none: clients come by " + api.host, {}};
    auto const where = http::authority(api.host, api.port);
    boost::asio::io_context context;
    error_code failed;
    auto const found = tcp::resolver{context}.resolve(api.host, std::to_string(api.port), failed);
    if (failed || found.empty())
        return {"port", verdict::fail, where + ": " + (failed ? failed.message() : "no such name"),
                "name an address of this machine, or 0.0.0.0 (PREFECT_SERVER_API_HOST)"};
    try {
        return look_at(found.begin()->endpoint(), where, settings::base_path(api));
    }
    catch (error const& refused) {
        return {"port", verdict::fail, refused.what(), "correct PREFECT_SERVER_API_BASE_PATH"};
    }
}

} // namespace praetor::cli
