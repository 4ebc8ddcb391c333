// postgresql+asyncpg://user:password@host:port/name?key=value, as SQLAlchemy, asyncpg and libpq read it between them.
#pragma once

#include <db/dialects/postgresql/server_options.hpp>

#include <string>
#include <string_view>

namespace praetor::db::postgresql {

// Whether this dialect serves URLs that begin with `scheme`, what stands before the "://".
bool reads_scheme(std::string_view scheme);

// `rest` is what stands behind the "://". Makes a URI that libpq understands. A password may hold "/", "%", "@" and "?"
// as they are. ?host=a:5432&host=b:5433, ?host=a,b&port=5432,5433 and a:5432,b:5433 before the path are hosts to try in
// turn; ?search_path= is one of a session. Throws error{errc::bad_setting}, without a part of the URL, for what can not
// be.
void set_target(server_options& options, std::string_view rest);

// `rest` with "***" for the password of the user and for each of the query.
std::string without_passwords(std::string_view rest);

} // namespace praetor::db::postgresql
