#include <models/csrf_token.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <openssl/rand.h>

#include <array>

PRAETOR_JSON_CODEC(praetor::models::csrf_token)

namespace praetor::models {
namespace {

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

} // namespace

task<csrf_token> create_csrf_token(db::connection& conn, std::string client, duration lifetime)
{
    auto const when = now();
    auto made = co_await conn.row<csrf_token>(
        db::sql{"INSERT INTO csrf_token (id, created, updated, token, client, expiration) "
                "VALUES ($1, $2, $2, $3, $4, $5) "
                "ON CONFLICT (client) DO UPDATE SET token = excluded.token, expiration = excluded.expiration, "
                "updated = excluded.updated "
                "RETURNING id, created, updated, token, client, expiration",
                uuid::random(), when, random_token(), client, when + lifetime});
    conn.post(db::sql{"DELETE FROM csrf_token WHERE expiration < $1", when});
    co_return std::move(*made);
}

task<std::optional<std::string>> read_csrf_token(db::connection& conn, std::string client)
{
    auto found = co_await conn.maybe_value<std::string>(
        db::sql{"SELECT token FROM csrf_token WHERE client = $1 AND expiration > $2", client, now()});
    co_return found;
}

} // namespace praetor::models
