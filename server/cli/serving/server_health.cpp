// praetor server health: for whoever must know whether the server answers, such as a container's health check.
#include <server/cli/commands.hpp>
#include <server/cli/serving/running_api.hpp>

#include <server/http/url.hpp>
#include <server/settings/base_path.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace praetor::cli {

namespace {

int print_health(api_answer answer, std::string const& where, std::string const& certificate)
{
    if (answer == api_answer::none)
        fmt::print(stderr, "praetor: no server answers at {}\n", where);
    if (answer == api_answer::wants_certificate && certificate.empty())
        fmt::print(stderr,
                   "praetor: the server at {} wants a client certificate: name one (--client-cert, "
                   "PRAETOR_TLS_HEALTH_CERT_FILE)\n",
                   where);
    else if (answer == api_answer::wants_certificate)
        fmt::print(stderr, "praetor: the server at {} refuses the client certificate in {}\n", where, certificate);
    return answer == api_answer::given ? 0 : 1;
}

} // namespace

int server_health(settings::values const& config)
{
    using boost::asio::ip::tcp;
    auto const& api = config.server.api;
    auto const& certificate = config.praetor.tls.health_cert_file;
    auto const shown = http::make_asking_context(certificate, config.praetor.tls.health_key_file);
    auto const base_path = settings::base_path(api);
    if (api.host.starts_with("unix:")) {
        auto const path = api.host.substr(5);
        return print_health(ask_the_api(boost::asio::local::stream_protocol::endpoint{path}, base_path, shown), path,
                            certificate);
    }
    boost::asio::io_context context;
    boost::system::error_code failed;
    auto best = api_answer::none;
    for (auto const& one : tcp::resolver{context}.resolve(api.host, std::to_string(api.port), failed))
        best = std::max(best, ask_the_api(one.endpoint(), base_path, shown));
    return print_health(best, http::authority(api.host, api.port) + base_path, certificate);
}

} // namespace praetor::cli
