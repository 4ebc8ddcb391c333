// Which proxies are believed when they say how their clients reach the server (X-Forwarded-For, -Proto, -Host,
// -Prefix).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// Made once, then read by any thread.
class trusted_proxies
{
public:
    // This machine by IPv4.
    trusted_proxies() : trusted_proxies({"127.0.0.1"}) {}
    // Each is an address ("10.0.0.1"), a network ("10.0.0.0/8", "fd00::/8") or "*" for everybody. Anything else trusts
    // nobody, as it does with uvicorn, and is warned of in the log.
    explicit trusted_proxies(std::vector<std::string> const& names);

    // An IPv4 address mapped into IPv6 counts as the IPv4 address.
    bool contain(boost::asio::ip::address const& peer) const;

    // Who came to the outermost of the trusted proxies, by the X-Forwarded-For of one: the last that is trusted no
    // more, for what stands before it anybody may have written; the first where all are. A part of the header; nothing
    // where that is no address.
    std::string_view client_in(std::string_view header) const;

private:
    bool everybody_ = false;
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

// Without brackets and port: of "[2001:db8::1]:4711", "10.0.0.1:4711".
std::string_view bare_address(std::string_view text);

// "https" or "http" as the header X-Forwarded-Proto of a trusted proxy says it; `otherwise` where it says neither. A
// literal, if that is one.
std::string_view forwarded_scheme(std::string_view header, std::string_view otherwise);

// The host that the client asked the outermost proxy for, by X-Forwarded-Host: a part of the header.
std::string_view forwarded_host(std::string_view header);

// What proxies took off the front of the path, by X-Forwarded-Prefix: a part of the header that begins with one slash
// and ends with none, or nothing.
std::string_view forwarded_prefix(std::string_view header);

} // namespace praetor::http
