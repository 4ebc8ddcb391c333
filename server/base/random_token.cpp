#include <server/base/random_token.hpp>

#include <server/base/error.hpp>

#include <openssl/rand.h>

#include <array>

namespace praetor {

std::string random_token()
{
    static constexpr char digits[] = "0123456789abcdef";
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw error{errc::internal, "the system gives no random bytes"};
    std::string text;
    for (auto const byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace praetor
