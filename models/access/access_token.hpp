// Tokens by which people and machines prove who they are: rows of table praetor_token, which hold hashes of them.
#pragma once

#include <models/access/token_secret.hpp>

#include <server/base/role.hpp>
#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct access_token
{
    std::string name;
    std::string digest; // as to_text() gives it
    std::string role;   // one that role_named() knows, unless another program wrote the row
    timestamp created{};
    std::optional<timestamp> expires;
};
BOOST_DESCRIBE_STRUCT(access_token, (), (name, digest, role, created, expires))

// What a name may be: 1 to 100 of letters, digits, "-", "_", "." and "@". Any thread.
bool is_token_name(std::string_view name);

// Makes a token that nobody has seen yet; gives it, which is the only time that it is known. Nothing where the name is
// taken.
task<std::optional<std::string>> create_access_token(db::connection& conn, std::string name, role may,
                                                     std::optional<timestamp> expires);

// All of them by name, those that have expired too.
task<std::vector<access_token>> read_access_tokens(db::connection& conn);

// False where there is none of this name.
task<bool> delete_access_token(db::connection& conn, std::string name);

} // namespace praetor::models
