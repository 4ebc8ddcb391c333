// The URLs of databases, in SQLAlchemy's spelling: each is read by the dialect that its scheme names.
#pragma once

#include <db/dialect.hpp>

#include <string>
#include <string_view>

namespace praetor::db {

struct options;

// Puts what the URL says into `how`: the dialect and where its database is. sqlite+aiosqlite:///path, sqlite:///path,
// …:memory:, postgresql+asyncpg://…, postgresql://… and postgres://…. Throws error{errc::bad_setting} for any other,
// and for one that can not be; its words hold no part of a password.
void set_target(options& how, std::string_view url);

// The URL as it was given, its passwords hidden: user:password@ and ?password=. Of one that no dialect reads, the
// scheme.
std::string shown_url(std::string_view url);

// Whether a database of this dialect is a file of this machine, and no server that may have replicas.
bool is_file(dialect kind);

// Makes the folder of such a file where it is not there, if it can be made.
void make_folder(options const& how);

} // namespace praetor::db
