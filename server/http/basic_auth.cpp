#include <server/http/basic_auth.hpp>

#include <server/base/text/base64.hpp>

#include <openssl/crypto.h>

#include <algorithm>

namespace praetor::http {

bool equal_secrets(std::string_view given, std::string_view expected)
{
    return given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
}

std::optional<response> check_basic_auth(request const& rq, std::string_view expected)
{
    if (rq.verb == method::get && (rq.path == "/health" || rq.path == "/ready"))
        return std::nullopt;
    auto header = rq.header("authorization");
    if (header.starts_with("Basic ")) {
        header.remove_prefix(std::min(header.find_first_not_of(' ', 6), header.size()));
        auto const decoded = base64_decoded(header);
        if (decoded && equal_secrets(*decoded, expected))
            return std::nullopt;
    }
    return exception_message(401, "Unauthorized");
}

} // namespace praetor::http
