#include <server/cli/serving/place_options.hpp>

#include <utility>

namespace praetor::cli {

void place_options::declare(command& of)
{
    of.option("--host", host_,
              "Address or name that the server listens on, or unix:PATH for a Unix socket (PREFECT_SERVER_API_HOST, "
              "127.0.0.1)")
        .option("--port", port_, "Port that it listens on, 0 for any free one (PREFECT_SERVER_API_PORT, 4200)")
        .option("--uds", unix_socket_, "Path of a Unix socket that it listens on, instead of host and port")
        .exclude("--uds", "--host")
        .exclude("--uds", "--port");
}

void place_options::add_to(settings::overrides& all) const
{
    if (host_)
        all.emplace("server.api.host", *host_);
    if (unix_socket_)
        all.emplace("server.api.host", "unix:" + *unix_socket_);
    if (!port_.empty())
        all.emplace("server.api.port", port_);
}

void asking_options::declare(command& of)
{
    place_options::declare(of);
    of.option("--client-cert", certificate_,
              "PEM file of a certificate for a server that wants one of its clients (PRAETOR_TLS_HEALTH_CERT_FILE)")
        .option("--client-key", key_, "PEM file of its key (PRAETOR_TLS_HEALTH_KEY_FILE, in the certificate's file)");
}

settings::overrides asking_options::overrides() const
{
    settings::overrides all;
    add_to(all);
    for (auto const& [path, text] :
         {std::pair{"praetor.tls.health_cert_file", &certificate_}, std::pair{"praetor.tls.health_key_file", &key_}})
        if (!text->empty())
            all.emplace(path, *text);
    return all;
}

} // namespace praetor::cli
