#include <server/base/text/equal_secrets.hpp>

#include <openssl/crypto.h>

namespace praetor {

bool equal_secrets(std::string_view given, std::string_view expected)
{
    return given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
}

} // namespace praetor
