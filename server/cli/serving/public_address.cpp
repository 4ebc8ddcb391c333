#include <server/cli/serving/public_address.hpp>

#include <boost/asio/ip/address.hpp>

namespace praetor::cli {

bool is_public_address(std::string_view host)
{
    boost::system::error_code is_name;
    auto const address = boost::asio::ip::make_address(host, is_name);
    if (is_name)
        return !host.starts_with("unix:") && host != "localhost" && !host.ends_with(".localhost");
    return !address.is_loopback();
}

bool is_every_address(std::string_view host)
{
    boost::system::error_code is_name;
    auto const address = boost::asio::ip::make_address(host, is_name);
    return !is_name && address.is_unspecified();
}

} // namespace praetor::cli
