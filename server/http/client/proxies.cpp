#include <server/http/client/proxies.hpp>

#include <server/base/log.hpp>
#include <server/base/text/ascii.hpp>
#include <server/base/text/comma_list.hpp>
#include <server/http/url.hpp>

#include <boost/asio/ip/network_v4.hpp>

#include <algorithm>
#include <cstdlib>

namespace praetor::http {
namespace {

using namespace boost::asio::ip;

std::string variable(std::string const& lower)
{
    if (auto const* value = std::getenv(lower.c_str()); value != nullptr && *value != '\0')
        return value;
    std::string upper;
    for (auto const c : lower)
        upper += c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    auto const* value = std::getenv(upper.c_str());
    return value == nullptr ? "" : value;
}

std::optional<target_url> proxy_named(std::string const& name)
{
    auto text = variable(name);
    if (text.empty())
        text = variable("all_proxy");
    if (text.empty())
        return {};
    auto url = parse_target_url(text.find("://") == std::string::npos ? "http://" + text : text);
    if (!url)
        log::warning("http", "{} is not the URL of an HTTP proxy, and is not used", name);
    return url;
}

bool is_in_network(std::string const& host, std::string const& network)
{
    boost::system::error_code failed;
    auto const address = make_address_v4(host, failed);
    if (failed)
        return false;
    auto const range = make_network_v4(network, failed);
    return !failed && range.canonical() == network_v4{address, range.prefix_length()}.canonical();
}

} // namespace

proxies proxies::of_environment()
{
    proxies made;
    made.http_ = proxy_named("http_proxy");
    made.https_ = proxy_named("https_proxy");
    auto const except = variable("no_proxy");
    for (auto const one : comma_list(except))
        made.except_.push_back(lower_case(one));
    return made;
}

std::optional<target_url> proxies::proxy_of(target_url const& url) const
{
    auto const& proxy = url.secure ? https_ : http_;
    return !proxy || is_excepted(url) ? std::nullopt : proxy;
}

bool proxies::is_excepted(target_url const& url) const
{
    return std::ranges::any_of(except_, [&](std::string const& one) {
        if (one == "*" || one == url.host || one == authority(url.host, url.port) || is_in_network(url.host, one))
            return true;
        auto const domain = one.starts_with('.') ? one : '.' + one;
        return url.host.ends_with(domain) || '.' + url.host == domain;
    });
}

} // namespace praetor::http
