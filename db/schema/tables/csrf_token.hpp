// CSRF tokens by client.
#pragma once

#include <db/schema/stored_table.hpp>

namespace praetor::db::schema {

struct csrf_token_table : stored_table
{
    PRAETOR_TABLE(csrf_token)

    column<std::string> token{as, "token"};
    column<std::string> client{as, "client"};
    column<timestamp> expiration{as, "expiration"};

    static constexpr std::array constraints{
        constraint{"pk_csrf_token", "PRIMARY KEY (id)"},
        constraint{"uq_csrf_token__client", "UNIQUE (client)"},
    };
    static constexpr std::array indexes{
        index{"ix_csrf_token__updated", "(updated)"},
    };
};
PRAETOR_DESCRIBE_TABLE(csrf_token, (token, client, expiration))

} // namespace praetor::db::schema
