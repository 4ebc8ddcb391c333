// CSRF tokens by client.
#pragma once

#include <db/schema/stored_table.hpp>

#include <array>
#include <string>
#include <string_view>

namespace praetor::db::schema {

struct csrf_token_table : stored_table
{
    static constexpr std::string_view table_name = "csrf_token";

    constexpr explicit csrf_token_table(std::string_view called = table_name) : stored_table{called} {}

    column<std::string> token{as, "token"};
    column<std::string> client{as, "client"};
    column<timestamp> expiration{as, "expiration"};

    static constexpr std::array constraints{
        constraint{"pk_csrf_token", "PRIMARY KEY (id)"},
        constraint{"uq_csrf_token__client", "UNIQUE (client)"},
    };
    static constexpr std::array<foreign_key, 0> foreign_keys{};
    static constexpr std::array indexes{
        index{"ix_csrf_token__updated", "(updated)"},
    };
};
BOOST_DESCRIBE_STRUCT(csrf_token_table, (stored_table), (token, client, expiration))

} // namespace praetor::db::schema

namespace praetor::db::tables {

inline constexpr schema::csrf_token_table csrf_token{};

} // namespace praetor::db::tables
