// Fernet tokens: text that only who has the key can read or make (https://github.com/fernet/spec, version 0x80:
// AES-128-CBC with PKCS #7, signed with HMAC-SHA256, as base64url). Python's `cryptography` makes and reads the same.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor {

class fernet
{
public:
    using block = std::array<unsigned char, 16>;

    // A new key: 32 random bytes as base64url.
    static std::string new_key();

    // Nothing where the key is not 32 bytes as base64url.
    static std::optional<fernet> with_key(std::string_view key);

    // A token of now, with a random initialisation vector.
    std::string encrypted(std::string_view text) const;

    // A token of that second and that vector: the same text always gives the same token, so for tests only.
    std::string encrypted(std::string_view text, std::chrono::sys_seconds when, block const& vector) const;

    // Nothing where the token was not made with this key, or is no token. Its age does not matter.
    std::optional<std::string> decrypted(std::string_view token) const;

private:
    fernet() = default;

    block signing_{};
    block encrypting_{};
};

} // namespace praetor
