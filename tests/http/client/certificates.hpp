// Certificates for tests of TLS, made anew for each.
#pragma once

#include <filesystem>
#include <string>

namespace praetor::tests {

struct certificate
{
    std::string certificate_file;
    std::string key_file;
};

// A self-signed one, written into the folder; `days` is how long it holds, from now: below zero it has run out. `names`
// is whom it is for, as OpenSSL's configuration says it.
certificate make_certificate(std::filesystem::path const& folder, int days = 1,
                             char const* names = "DNS:localhost,IP:127.0.0.1");

} // namespace praetor::tests
