// The header Forwarded (RFC 7239): how its client reached a proxy, in one header instead of X-Forwarded-For, -Proto and
// -Host.
#pragma once

#include <server/http/trusted_proxies.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// What the outermost trusted proxy says; each empty where it does not, or says nothing that can be used.
struct forwarding
{
    std::string client; // an address: who came to it. No name that hides one ("unknown", "_gate")
    std::string scheme; // as it wrote it
    std::string host;
};

// `lines` are the header's, as they came. Proxies add what they know at the end, so the last element is the peer's, who
// is trusted; the one before it counts where the last says that it came from a trusted proxy, and so on. What can not
// be read is believed in nothing, with all of its line and what stands before it.
forwarding read_forwarded(std::vector<std::string_view> const& lines, trusted_proxies const& proxies);

} // namespace praetor::http
