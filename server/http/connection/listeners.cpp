#include <server/http/connection/listeners.hpp>

#include <string_view>
#include <utility>

namespace praetor::http {

listeners::listeners(boost::asio::any_io_executor executor, listen_options options) : host_(std::move(options.host))
{
    constexpr std::string_view of_unix = "unix:";
    if (!options.sockets.empty())
        for (int const one : options.sockets)
            acceptors_.push_back(adopt(executor, one));
    else if (host_.starts_with(of_unix)) {
        at_path_.emplace(executor, host_.substr(of_unix.size()), options.unix_mode);
        acceptors_.push_back(at_path_->take());
    }
    else
        for (auto& one : take_port_of(executor, host_, options.port))
            acceptors_.emplace_back(std::move(one));
}

void listeners::listen()
{
    // Two that start at the same moment may both have the port until one of them listens.
    for (auto& one : acceptors_)
        http::listen(one, host_);
    if (at_path_)
        at_path_->publish();
}

void listeners::close()
{
    boost::system::error_code ignored;
    for (auto& one : acceptors_)
        one.close(ignored);
    at_path_.reset();
}

std::vector<std::string> listeners::addresses() const
{
    if (at_path_)
        return {host_};
    std::vector<std::string> all;
    for (auto const& one : acceptors_)
        all.push_back(text_of(one.local_endpoint()));
    return all;
}

} // namespace praetor::http
