#include <server/http/client/tls_contexts.hpp>

namespace praetor::http {
namespace {

using boost::asio::ssl::context;

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
    context.set_default_verify_paths();
    context.set_verify_mode(boost::asio::ssl::verify_peer);
    return context;
}

context& tls_contexts::trusting()
{
    return trusting_ ? *trusting_ : made(trusting_);
}

} // namespace praetor::http
