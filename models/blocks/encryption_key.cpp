#include <models/blocks/encryption_key.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>

namespace praetor::models {
namespace {

fernet usable(std::string_view key, std::string_view from)
{
    auto const made = fernet::with_key(key);
    if (!made)
        throw error{errc::bad_setting, std::string{from} + " must be 32 bytes as URL-safe base64, as "
                                                           "cryptography.fernet.Fernet.generate_key() makes it"};
    return *made;
}

} // namespace

std::optional<fernet> encryption_key(std::string_view configured, std::optional<std::string> const& stored)
{
    if (!configured.empty())
        return usable(configured, "PREFECT_SERVER_ENCRYPTION_KEY");
    if (stored)
        return usable(*stored, "ENCRYPTION_KEY of table configuration");
    return std::nullopt;
}

task<fernet> encryption_key(db::connection& conn, std::string configured)
{
    db::sql const asked{"SELECT " + std::string{stored_encryption_key}};
    std::optional<std::string> stored;
    if (configured.empty())
        stored = co_await conn.maybe_value<std::string>(asked);
    if (auto const known = encryption_key(configured, stored))
        co_return *known;
    // Of two servers that make one at the same time, the first wins.
    auto const when = now();
    json_text value{
        json::object_text([](json::object_writer& object) { object.text("fernet_key", fernet::new_key()); })};
    conn.enqueue(db::sql{"INSERT INTO configuration (id, created, updated, key, value) VALUES ($1, $2, $2, $3, $4) "
                         "ON CONFLICT (key) DO NOTHING",
                         uuid::random(), when, "ENCRYPTION_KEY", std::move(value)});
    stored = co_await conn.maybe_value<std::string>(asked);
    auto const made = encryption_key(configured, stored);
    if (!made)
        throw error{errc::database, "the encryption key is not in table configuration after it was written"};
    co_return *made;
}

} // namespace praetor::models
