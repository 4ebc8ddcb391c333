// URLs that this server calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::http {

// An absolute URL of http or https, taken apart.
struct target_url
{
    bool secure = false;
    std::string host; // in lower case; an IPv6 address without brackets
    std::uint16_t port = 0;
    std::string path;     // with its query: printable ASCII that begins with "/"; the fragment is gone
    std::string userinfo; // decoded, "name:password"; empty where there is none

    // What a Host header says: the port where it is not the scheme's own.
    std::string host_header() const;
    // What logs and errors may show: the scheme, host and port, for paths and queries of webhooks are secret.
    std::string shown() const;
};

// Nothing where it is none: another scheme, no host, a port beyond 65535, a host that is not ASCII, a control
// character. Characters that a request line can not hold are percent-encoded. Any thread.
std::optional<target_url> parse_target_url(std::string_view text);

} // namespace praetor::http
