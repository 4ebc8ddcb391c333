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

finding look_at(tcp::endpoint const& at, std::string const& where, std::string const& base_path,
                http::tls_context const& shown)
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
        switch (ask_the_api(at, base_path, shown)) {
        case api_answer::given:
            return {"port", verdict::ok, "a server answers at " + where, {}};
        case api_answer::wants_certificate:
            return {"port", verdict::warn, "what listens at " + where + " wants another client certificate",
                    "name one that it believes (--client-cert, PRAETOR_TLS_HEALTH_CERT_FILE)"};
        case api_answer::none:
            return {"port", verdict::fail,
                    where + " is in use by a program that does not answer as a server of the API",
                    "end it, or choose another port (PREFECT_SERVER_API_PORT)"};
        }
    return {"port", verdict::fail, where + ": " + failed.message(),
            failed == boost::asio::error::access_denied
                ? "ports below 1024 take a right: AmbientCapabilities=CAP_NET_BIND_SERVICE, or a proxy in front"
                : "name an address of this machine, or 0.0.0.0 (PREFECT_SERVER_API_HOST)"};
}

finding look_at_unix_socket(std::string const& path, settings::server_api_settings const& api,
                            http::tls_context const& shown)
{
    std::error_code none;
    if (!std::filesystem::exists(path, none))
        return {"port", verdict::ok, path + " is free", {}};
    if (ask_the_api(boost::asio::local::stream_protocol::endpoint{path}, settings::base_path(api), shown) ==
        api_answer::given)
        return {"port", verdict::ok, "a server answers at " + path, {}};
    return {"port", verdict::warn, path + " is there, and no server answers at it",
            "a server takes its place at its start where nobody listens; otherwise choose another path"};
}

} // namespace

finding look_at_port(settings::values const& config)
{
    auto const& api = config.server.api;
    auto const where = http::authority(api.host, api.port);
    http::tls_context shown;
    try {
        shown = http::make_asking_context(config.praetor.tls.health_cert_file, config.praetor.tls.health_key_file);
    }
    catch (error const& unusable) {
        return {"port", verdict::fail, unusable.text(),
                "name files in PEM (PRAETOR_TLS_HEALTH_CERT_FILE, PRAETOR_TLS_HEALTH_KEY_FILE)"};
    }
    try {
        if (api.host.starts_with(unix_prefix))
            return look_at_unix_socket(api.host.substr(unix_prefix.size()), api, shown);
        boost::asio::io_context context;
        auto const found = tcp::resolver{context}.resolve(api.host, std::to_string(api.port));
        return look_at(found.begin()->endpoint(), where, settings::base_path(api), shown);
    }
    catch (std::exception const& refused) {
        return {
            "port", verdict::fail, where + ": " + message_of(refused),
            "name an address of this machine, or 0.0.0.0 (PREFECT_SERVER_API_HOST); a base path begins with a slash"};
    }
}

} // namespace praetor::cli
