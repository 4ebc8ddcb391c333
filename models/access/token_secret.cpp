#include <models/access/token_secret.hpp>

#include <server/base/error.hpp>
#include <server/base/random_token.hpp>

#include <openssl/evp.h>

#include <algorithm>

namespace praetor::models {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

std::string make_token_secret()
{
    return std::string{token_prefix} + random_token();
}

bool is_token_secret(std::string_view text)
{
    return text.size() == token_size && text.starts_with(token_prefix) &&
           std::ranges::all_of(text.substr(token_prefix.size()),
                               [](char c) { return digits.find(c) != std::string_view::npos; });
}

token_digest digest_of(std::string_view token)
{
    token_digest made{};
    unsigned size = 0;
    if (EVP_Digest(token.data(), token.size(), made.data(), &size, EVP_sha256(), nullptr) != 1)
        throw error{errc::internal, "OpenSSL gives no SHA-256"};
    return made;
}

std::string to_text(token_digest const& digest)
{
    std::string text;
    for (auto const byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<token_digest> parse_token_digest(std::string_view text)
{
    token_digest made{};
    if (text.size() != 2 * made.size())
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const value = digits.find(text[i]);
        if (value == std::string_view::npos)
            return std::nullopt;
        auto& byte = made[i / 2];
        byte = static_cast<unsigned char>(static_cast<std::size_t>(byte) << 4U | value);
    }
    return made;
}

} // namespace praetor::models
