// Tokens against cross-site request forgery, one a client.
#pragma once

#include <models/stored_row.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/task.hpp>
#include <server/base/ttl_cache.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

struct csrf_token : stored_row
{
    std::string token; // 64 hexadecimal digits
    std::string client;
    timestamp expiration{};
};
BOOST_DESCRIBE_STRUCT(csrf_token, (stored_row), (token, client, expiration))

// Makes or renews the client's token, and deletes those that have expired.
task<csrf_token> create_csrf_token(db::connection& conn, std::string client, duration lifetime);

// The client's token while it is valid.
task<std::optional<csrf_token>> read_csrf_token(db::connection& conn, std::string client);

// What is told on `changed_channel` when a client's token changes: this, then the client.
inline constexpr std::string_view changed_channel = "praetor_changed";
inline constexpr std::string_view csrf_token_topic = "csrf_token ";

// Asked for by every write where tokens are demanded. A replica may have renewed a client's token since: where one does
// not match, forget it and ask again.
using csrf_token_cache = ttl_cache<std::string, std::optional<csrf_token>>;

} // namespace praetor::models
