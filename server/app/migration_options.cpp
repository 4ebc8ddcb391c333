#include <server/app/migration_options.hpp>

namespace praetor::app {

db::migrate_options migration_options(settings::values const& config)
{
    db::migrate_options how;
    if (config.server.database.migration_timeout)
        how.timeout = *config.server.database.migration_timeout;
    return how;
}

} // namespace praetor::app
