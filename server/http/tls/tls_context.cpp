#include <server/http/tls/tls_context.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace praetor::http {
namespace {

constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

[[noreturn]] void throw_unusable(std::string const& file, char const* what)
{
    auto const first = ERR_get_error();
    auto const* const why = ERR_reason_error_string(first);
    auto const system = ERR_SYSTEM_ERROR(first) ? std::strerror(ERR_GET_REASON(first)) : nullptr;
    ERR_clear_error();
    std::string const message = system != nullptr ? system : why != nullptr ? why : "unknown";
    throw error{errc::bad_setting, file + " can not be used as " + what + ": " + message};
}

// Asks nobody: OpenSSL would ask at the terminal.
int give_password(char* into, int size, int, void* password)
{
    std::string_view const known{static_cast<std::string const*>(password)->c_str()};
    if (known.empty() || known.size() > static_cast<std::size_t>(size))
        return -1;
    std::ranges::copy(known, into);
    return static_cast<int>(known.size());
}

// Who names protocols and does not name this one is told so (RFC 7301, 3.2).
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered,
                    unsigned int offered_size, void*)
{
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, http_1_1, sizeof http_1_1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

void set_protocol(SSL_CTX* context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    // The others that OpenSSL has cost a server up to a hundred times as much, and the client chooses.
    SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_set_mode(context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    // A client that sends nothing but new keys must not keep a read from returning.
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    static constexpr unsigned char id[] = {'p', 'r', 'a', 'e', 't', 'o', 'r'};
    SSL_CTX_set_session_id_context(context, id, sizeof id);
}

void set_certificate(SSL_CTX* context, tls_options const& options)
{
    auto const& key = options.key_file.empty() ? options.certificate_file : options.key_file;
    SSL_CTX_set_default_passwd_cb(context, give_password);
    SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&options.key_password));
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1)
        throw_unusable(options.certificate_file, "a certificate");
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw_unusable(key, "the certificate's key");
    if (SSL_CTX_check_private_key(context) != 1)
        throw_unusable(key, "the certificate's key");
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    auto const* const own = SSL_CTX_get0_certificate(context);
    if (X509_cmp_current_time(X509_get0_notAfter(own)) < 0)
        log::warning("http", "the certificate in {} has expired", options.certificate_file);
    if (X509_cmp_current_time(X509_get0_notBefore(own)) > 0)
        log::warning("http", "the certificate in {} is not valid yet", options.certificate_file);
}

void ask_clients(SSL_CTX* context, tls_options const& options)
{
    auto const& file = options.client_ca_file;
    auto* const names = SSL_load_client_CA_file(file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) != 1)
        throw_unusable(file, "an authority of clients");
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(
        context, SSL_VERIFY_PEER | (options.needs_client_certificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
}

} // namespace

tls_context make_asking_context(std::string const& certificate_file, std::string const& key_file)
{
    ERR_clear_error();
    tls_context made{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    if (!made)
        throw std::bad_alloc{};
    if (certificate_file.empty() && !key_file.empty())
        throw error{errc::bad_setting, key_file + " is a key without a certificate"};
    tls_options shown;
    shown.certificate_file = certificate_file;
    shown.key_file = key_file;
    if (shown.is_on())
        set_certificate(made.get(), shown);
    return made;
}

tls_context make_tls_context(tls_options const& options)
{
    ERR_clear_error();
    tls_context made{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    if (!made)
        throw std::bad_alloc{};
    set_protocol(made.get());
    set_certificate(made.get(), options);
    if (!options.client_ca_file.empty())
        ask_clients(made.get(), options);
    return made;
}

} // namespace praetor::http
