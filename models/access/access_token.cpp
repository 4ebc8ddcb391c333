#include <models/access/access_token.hpp>

#include <algorithm>

namespace praetor::models {

bool is_token_name(std::string_view name)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@";
    return !name.empty() && name.size() <= 100 && name.find_first_not_of(allowed) == std::string_view::npos;
}

task<std::optional<std::string>> create_access_token(db::connection& conn, std::string name, role may,
                                                     std::optional<timestamp> expires)
{
    auto secret = make_token_secret();
    auto const made = co_await conn.execute(
        db::sql{"INSERT INTO praetor_token (name, digest, role, created, expires) VALUES ($1, $2, $3, $4, $5) ON "
                "CONFLICT (name) DO NOTHING",
                std::move(name), to_text(digest_of(secret)), std::string{to_text(may)}, now(), expires});
    if (made == 0)
        co_return std::nullopt;
    co_return secret;
}

task<std::vector<access_token>> read_access_tokens(db::connection& conn)
{
    return conn.rows<access_token>(
        db::sql{"SELECT name, digest, role, created, expires FROM praetor_token ORDER BY name"});
}

task<bool> delete_access_token(db::connection& conn, std::string name)
{
    auto const gone = co_await conn.execute(db::sql{"DELETE FROM praetor_token WHERE name = $1", std::move(name)});
    co_return gone > 0;
}

} // namespace praetor::models
