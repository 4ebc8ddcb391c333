// alembic_version: the table in which Prefect and praetor keep the revision of a database.
#pragma once

#include <db/connection.hpp>

#include <string>
#include <string_view>

namespace praetor::db {

// As current_revision of db/schema/migrate.hpp.
task<std::string> read_stamp(connection& conn);

// The statements that move the stamp; an empty name is the base.
std::string stamp_script(std::string_view from, std::string_view to);

} // namespace praetor::db
