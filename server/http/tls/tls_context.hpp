// What this server shows to its clients when they speak TLS.
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st; // SSL_CTX of OpenSSL

namespace praetor::http {

struct tls_options
{
    std::string certificate_file; // PEM: the server's certificate, then those between it and its root; empty: no TLS
    std::string key_file;         // PEM; empty: in certificate_file
    std::string key_password;     // of a key that is encrypted
    std::string client_ca_file;   // PEM: who signs the certificates of clients; empty: clients are not asked for one
    bool needs_client_certificate = true; // where they are asked; else one may be shown, and must be good then

    bool is_on() const noexcept { return !certificate_file.empty(); }
};

using tls_context = std::shared_ptr<ssl_ctx_st>;

// TLS 1.2 and 1.3 with authenticated ciphers and forward secrecy, HTTP/1.1 by ALPN, no renegotiation, no compression;
// sessions are resumed by tickets alone, so that nothing of them is kept. Reads the files, which blocks. Throws
// error{errc::bad_setting}, one line with the file, where one can not be used. A certificate that has expired, or is
// not valid yet, is warned of in the log. What is given may be used by any thread.
tls_context make_tls_context(tls_options const& options);

// For asking such a server as its client: any server is believed. `certificate_file` and `key_file`, as in tls_options,
// are what it is shown where it asks for a certificate. Reads and throws as the other one does.
tls_context make_asking_context(std::string const& certificate_file, std::string const& key_file);

} // namespace praetor::http
