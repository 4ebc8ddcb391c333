#include <server/base/fernet.hpp>

#include <server/base/error.hpp>
#include <server/base/text/base64.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace praetor {
namespace {

constexpr unsigned char version = 0x80;
constexpr std::size_t block_size = 16;
constexpr std::size_t head_size = 1 + 8 + block_size; // version, seconds, initialisation vector
constexpr std::size_t signature_size = 32;

using cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void require(bool done)
{
    if (!done)
        throw error{errc::internal, "OpenSSL refused an operation of AES or HMAC"};
}

unsigned char* bytes_of(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

unsigned char const* bytes_of(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}

std::string url_encoded(std::string_view bytes)
{
    auto text = base64_encoded(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

std::optional<std::string> url_decoded(std::string_view text)
{
    std::string plain{text};
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    return base64_decoded(plain);
}

std::string signature_of(std::string_view signed_part, fernet::block const& key)
{
    std::string made(signature_size, '\0');
    unsigned int size = 0;
    require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(signed_part), signed_part.size(),
                 bytes_of(made), &size) != nullptr);
    return made;
}

} // namespace

std::string fernet::new_key()
{
    std::string bytes(2 * block_size, '\0');
    require(RAND_bytes(bytes_of(bytes), static_cast<int>(bytes.size())) == 1);
    return url_encoded(bytes);
}

std::optional<fernet> fernet::with_key(std::string_view key)
{
    auto const bytes = url_decoded(key);
    if (!bytes || bytes->size() != 2 * block_size)
        return std::nullopt;
    fernet made;
    std::copy_n(bytes->begin(), block_size, made.signing_.begin());
    std::copy_n(bytes->begin() + block_size, block_size, made.encrypting_.begin());
    return made;
}

std::string fernet::encrypted(std::string_view text) const
{
    block vector;
    require(RAND_bytes(vector.data(), static_cast<int>(vector.size())) == 1);
    return encrypted(text, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), vector);
}

std::string fernet::encrypted(std::string_view text, std::chrono::sys_seconds when, block const& vector) const
{
    std::string token(1, static_cast<char>(version));
    auto const seconds = static_cast<std::uint64_t>(when.time_since_epoch().count());
    for (int shift = 56; shift >= 0; shift -= 8)
        token += static_cast<char>(seconds >> shift);
    token.append(vector.begin(), vector.end());

    cipher const aes{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    require(aes != nullptr);
    require(EVP_EncryptInit_ex(aes.get(), EVP_aes_128_cbc(), nullptr, encrypting_.data(), vector.data()) == 1);
    token.resize(head_size + text.size() + block_size);
    int written = 0;
    int rest = 0;
    require(EVP_EncryptUpdate(aes.get(), bytes_of(token) + head_size, &written, bytes_of(text),
                              static_cast<int>(text.size())) == 1);
    require(EVP_EncryptFinal_ex(aes.get(), bytes_of(token) + head_size + written, &rest) == 1);
    token.resize(head_size + static_cast<std::size_t>(written + rest));
    token += signature_of(token, signing_);
    return url_encoded(token);
}

std::optional<std::string> fernet::decrypted(std::string_view token) const
{
    auto const bytes = url_decoded(token);
    if (!bytes || bytes->size() < head_size + block_size + signature_size ||
        static_cast<unsigned char>(bytes->front()) != version)
        return std::nullopt;
    std::string_view const all{*bytes};
    auto const signed_part = all.substr(0, all.size() - signature_size);
    auto const signature = all.substr(signed_part.size());
    if (CRYPTO_memcmp(signature_of(signed_part, signing_).data(), signature.data(), signature_size) != 0)
        return std::nullopt;
    auto const body = signed_part.substr(head_size);
    if (body.size() % block_size != 0)
        return std::nullopt;

    cipher const aes{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    require(aes != nullptr);
    require(EVP_DecryptInit_ex(aes.get(), EVP_aes_128_cbc(), nullptr, encrypting_.data(),
                               bytes_of(signed_part) + head_size - block_size) == 1);
    std::string text(body.size() + block_size, '\0');
    int written = 0;
    int rest = 0;
    if (EVP_DecryptUpdate(aes.get(), bytes_of(text), &written, bytes_of(body), static_cast<int>(body.size())) != 1 ||
        EVP_DecryptFinal_ex(aes.get(), bytes_of(text) + written, &rest) != 1)
        return std::nullopt;
    text.resize(static_cast<std::size_t>(written + rest));
    return text;
}

} // namespace praetor
