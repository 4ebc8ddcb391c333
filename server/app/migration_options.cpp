#include <server/app/migration_options.hpp>

namespace praetor::app {

db::migrate_options migration_options(settings::values const& config)
{
    db::migrate_options options;
    if (config.server.database.migration_timeout)
        options.timeout = *config.server.database.migration_timeout;
    return options;
}

} // namespace praetor::app
