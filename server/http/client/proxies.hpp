// Which requests go through a proxy.
#pragma once

#include <server/http/client/target_url.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::http {

// What the environment says of proxies, as curl and Python's clients read it.
class proxies
{
public:
    // Through none.
    proxies() = default;
    // Of http_proxy, https_proxy, all_proxy and no_proxy, in lower case before upper case; a proxy without a scheme is
    // spoken to by http. One that is no URL of http or https is left out, with a warning.
    static proxies of_environment();

    // Through which one the URL is asked; nothing where that is no one's. no_proxy names hosts (and all below them,
    // with or without a leading dot), "host:port", addresses and networks of IPv4 ("10.0.0.0/8"), or all ("*").
    std::optional<target_url> proxy_of(target_url const& url) const;

private:
    bool is_excepted(target_url const& url) const;

    std::optional<target_url> http_;
    std::optional<target_url> https_;
    std::vector<std::string> except_;
};

} // namespace praetor::http
