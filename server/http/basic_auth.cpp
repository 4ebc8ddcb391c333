#include <server/http/basic_auth.hpp>

#include <boost/beast/core/detail/base64.hpp>

#include <openssl/crypto.h>

namespace praetor::http {

bool equal_secrets(std::string_view given, std::string_view expected)
{
    return given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
}

std::optional<response> check_basic_auth(request const& rq, std::string_view expected)
{
    if (rq.verb == method::get && (rq.path == "/health" || rq.path == "/ready"))
        return std::nullopt;
    auto const header = rq.header("authorization");
    if (header.starts_with("Basic ")) {
        auto const encoded = header.substr(6);
        std::string decoded(boost::beast::detail::base64::decoded_size(encoded.size()), '\0');
        auto const [written, read] =
            boost::beast::detail::base64::decode(decoded.data(), encoded.data(), encoded.size());
        decoded.resize(written);
        if (equal_secrets(decoded, expected))
            return std::nullopt;
    }
    return exception_message(401, "Unauthorized");
}

} // namespace praetor::http
