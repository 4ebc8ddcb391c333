#include <server/http/trusted_proxies.hpp>

#include <server/base/log.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>

namespace praetor::http {
namespace {

namespace ip = boost::asio::ip;

bool is_in(ip::network_v4 const& network, ip::address_v4 const& address)
{
    return ip::network_v4{address, network.prefix_length()}.network() == network.network();
}

bool is_in(ip::network_v6 const& network, ip::address_v6 const& address)
{
    return ip::network_v6{address, network.prefix_length()}.network() == network.network();
}

template <class Networks, class Address>
bool any_has(Networks const& networks, Address const& address)
{
    return std::ranges::any_of(networks, [&](auto const& one) { return is_in(one, address); });
}

} // namespace

std::string_view bare_address(std::string_view text)
{
    if (text.starts_with('['))
        return text.substr(1, text.find(']') - 1);
    auto const colon = text.find(':');
    bool const has_port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
    return has_port ? text.substr(0, colon) : text;
}

trusted_proxies::trusted_proxies(std::vector<std::string> const& names)
{
    for (auto const& name : names) {
        if (name == "*") {
            everybody_ = true;
            continue;
        }
        boost::system::error_code failed;
        bool const is_network = name.find('/') != std::string::npos;
        bool const is_v6 = name.find(':') != std::string::npos;
        if (is_v6) {
            auto const network = ip::make_network_v6(is_network ? name : name + "/128", failed);
            if (!failed)
                v6_.push_back(network);
        }
        else {
            auto const network = ip::make_network_v4(is_network ? name : name + "/32", failed);
            if (!failed)
                v4_.push_back(network);
        }
        if (failed)
            log::warning("http", "no proxy is trusted by \"{}\": it is no address and no network", name);
    }
}

bool trusted_proxies::contain(ip::address const& peer) const
{
    if (everybody_)
        return true;
    if (peer.is_v4())
        return any_has(v4_, peer.to_v4());
    auto const wide = peer.to_v6();
    return wide.is_v4_mapped() ? any_has(v4_, ip::make_address_v4(ip::v4_mapped, wide)) : any_has(v6_, wide);
}

std::string_view trusted_proxies::client_in(std::string_view header) const
{
    std::string_view rest = header;
    for (;;) {
        auto const comma = rest.rfind(',');
        auto const one = bare_address(trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
        boost::system::error_code failed;
        auto const address = ip::make_address(one, failed);
        if (failed)
            return {};
        if (comma == std::string_view::npos || (!everybody_ && !contain(address)))
            return one;
        rest = rest.substr(0, comma);
    }
}

std::string_view forwarded_scheme(std::string_view header, std::string_view otherwise)
{
    auto const said = trimmed(header);
    if (said == "https" || said == "wss")
        return "https";
    return said == "http" || said == "ws" ? "http" : otherwise;
}

std::string_view forwarded_host(std::string_view header)
{
    return next_item(header, ',');
}

std::string_view forwarded_prefix(std::string_view header)
{
    auto said = next_item(header, ',');
    while (said.ends_with('/'))
        said.remove_suffix(1);
    return said.starts_with('/') && !said.starts_with("//") ? said : std::string_view{};
}

} // namespace praetor::http
