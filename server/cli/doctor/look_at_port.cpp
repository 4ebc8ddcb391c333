#include <server/cli/doctor/look.hpp>
#include <server/cli/serving/running_api.hpp>

#include <server/http/url.hpp>
#include <server/settings/base_path.hpp>

#include <server/base/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <exception>
#include <filesystem>
#include <string_view>

namespace praetor::cli {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view unix_prefix = "unix:";

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

finding look_at_unix_socket(std::string const& path, settings::server_api_settings const& api)
{
    std::error_code none;
    if (!std::filesystem::exists(path, none))
        return {"port", verdict::ok, path + " is free", {}};
    if (serves_the_api(boost::asio::local::stream_protocol::endpoint{path}, settings::base_path(api)))
        return {"port", verdict::ok, "a server answers at " + path, {}};
    return {"port", verdict::warn, path + " is there, and no server answers at it",
            "a server takes its place at its start where nobody listens; otherwise choose another path"};
}

} // namespace

finding look_at_port(settings::values const& config)
{
    auto const& api = config.server.api;
    auto const where = http::authority(api.host, api.port);
    try {
        if (api.host.starts_with(unix_prefix))
            return look_at_unix_socket(api.host.substr(unix_prefix.size()), api);
        boost::asio::io_context context;
        auto const found = tcp::resolver{context}.resolve(api.host, std::to_string(api.port));
        return look_at(found.begin()->endpoint(), where, settings::base_path(api));
    }
    catch (std::exception const& refused) {
        return {
            "port", verdict::fail, where + ": " + message_of(refused),
            "name an address of this machine, or 0.0.0.0 (PREFECT_SERVER_API_HOST); a base path begins with a slash"};
    }
}

} // namespace praetor::cli
