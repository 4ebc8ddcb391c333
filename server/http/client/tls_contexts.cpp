#include <server/http/client/tls_contexts.hpp>

#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>

namespace praetor::http {
namespace {

using boost::asio::ssl::context;

// OpenSSL looks where the system has its authorities on which it was built; a program that was built on another one
// finds them here.
void believe_the_system(context& of)
{
    std::error_code none;
    bool const is_set = std::getenv(::X509_get_default_cert_file_env()) != nullptr ||
                        std::getenv(::X509_get_default_cert_dir_env()) != nullptr;
    if (is_set || std::filesystem::exists(::X509_get_default_cert_file(), none) ||
        std::filesystem::exists(::X509_get_default_cert_dir(), none))
    {
        of.set_default_verify_paths();
        return;
    }
    for (auto const* bundle : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                               "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"})
        if (std::filesystem::exists(bundle, none)) {
            of.load_verify_file(bundle);
            return;
        }
}

context& made(std::optional<context>& kept)
{
    kept.emplace(context::tls_client);
    SSL_CTX_set_min_proto_version(kept->native_handle(), TLS1_2_VERSION);
    // Whoever closes without saying so ends a body that has no length; everywhere else the framing of HTTP tells.
    SSL_CTX_set_options(kept->native_handle(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    return *kept;
}

} // namespace

context& tls_contexts::verifying()
{
    if (verifying_)
        return *verifying_;
    auto& context = made(verifying_);
    believe_the_system(context);
    context.set_verify_mode(boost::asio::ssl::verify_peer);
    return context;
}

context& tls_contexts::trusting()
{
    return trusting_ ? *trusting_ : made(trusting_);
}

} // namespace praetor::http
