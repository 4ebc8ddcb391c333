// praetor server health: for whoever must know whether the server answers, such as a container's health check.
#include <server/cli/commands.hpp>
#include <server/cli/serving/running_api.hpp>

#include <server/http/url.hpp>
#include <server/settings/base_path.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace praetor::cli {

int server_health(settings::values const& config)
{
    using boost::asio::ip::tcp;
    auto const& api = config.server.api;
    auto const base_path = settings::base_path(api);
    if (api.host.starts_with("unix:")) {
        auto const path = api.host.substr(5);
        if (serves_the_api(boost::asio::local::stream_protocol::endpoint{path}, base_path))
            return 0;
        fmt::print(stderr, "praetor: no server answers at {}\n", path);
        return 1;
    }
    boost::asio::io_context context;
    boost::system::error_code failed;
    auto const found = tcp::resolver{context}.resolve(api.host, std::to_string(api.port), failed);
    bool const answers =
        std::ranges::any_of(found, [&](auto const& one) { return serves_the_api(one.endpoint(), base_path); });
    if (!answers)
        fmt::print(stderr, "praetor: no server answers at {}{}\n", http::authority(api.host, api.port), base_path);
    return answers ? 0 : 1;
}

} // namespace praetor::cli
