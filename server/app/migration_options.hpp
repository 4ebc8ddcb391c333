// What the settings say about migrations.
#pragma once

#include <server/settings/values.hpp>

#include <db/schema/migrate.hpp>

namespace praetor::app {

// PREFECT_SERVER_DATABASE_MIGRATION_TIMEOUT, in seconds; not set means no limit.
db::migrate_options migration_options(settings::values const& config);

} // namespace praetor::app
