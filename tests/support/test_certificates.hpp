// Certificates of a test, made by the openssl program in a folder of their own.
#pragma once

#include <tests/support/temporary_folder.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace praetor::tests {

// "ca", an authority, with "server" (of localhost and 127.0.0.1) and "client", which it signed; "other", which signed
// itself. NAME.pem is the certificate, NAME.key the key.
class test_certificates
{
public:
    test_certificates()
    {
        openssl("req -x509 -subj /CN=authority -addext keyUsage=critical,keyCertSign " + new_key("ca"));
        sign("server", "localhost");
        sign("client", "a client");
        openssl("req -x509 -subj /CN=localhost " + new_key("other"));
    }

    std::string path(std::string const& file) const { return (folder_.path() / file).string(); }

    // A certificate of the authority for NAME.key, which is made, with the name and both addresses of this machine.
    void sign(std::string const& name, std::string const& subject) const
    {
        openssl("req -x509 -CA " + path("ca.pem") + " -CAkey " + path("ca.key") + " -subj '/CN=" + subject +
                "' -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=CA:FALSE " +
                new_key(name));
    }

    void openssl(std::string const& words) const
    {
        if (std::system(("openssl " + words + " 2>/dev/null").c_str()) != 0)
            throw std::runtime_error{"openssl " + words};
    }

    temporary_folder const& folder() const noexcept { return folder_; }

private:
    std::string new_key(std::string const& name) const
    {
        return "-days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + path(name + ".key") + " -out " +
               path(name + ".pem");
    }

    temporary_folder folder_;
};

} // namespace praetor::tests
