// The revisions before Prefect 3.0.0, which praetor recognises and does not upgrade.
#pragma once

#include <db/dialect.hpp>

#include <string_view>

namespace praetor::db {

// Whether a release before Prefect 3.0.0 stamped its databases so: the Alembic revisions of 2.x and of 3.0's
// candidates.
bool is_older_revision(dialect kind, std::string_view revision);

} // namespace praetor::db
