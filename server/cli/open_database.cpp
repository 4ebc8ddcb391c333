#include <server/cli/open_database.hpp>

#include <filesystem>

namespace praetor::cli {

db::options database_options(settings::values const& config)
{
    auto const url = settings::find_database_url(config);
    db::options how;
    how.dialect = url.postgresql ? db::dialect::postgresql : db::dialect::sqlite;
    how.path = url.path;
    how.conninfo = url.conninfo;
    if (!url.postgresql && url.path != ":memory:") {
        std::error_code ignored;
        auto const folder = std::filesystem::path{url.path}.parent_path();
        if (!folder.empty())
            std::filesystem::create_directories(folder, ignored);
    }
    auto const count = [&](std::string_view path) { return static_cast<std::size_t>(config.integer(path)); };
    how.readers = count("praetor.database.readers");
    how.full_sync = config.boolean("praetor.database.full_sync");
    how.pool_size = count("server.database.sqlalchemy.pool_size");
    how.pool_overflow = count("server.database.sqlalchemy.max_overflow");
    how.acquire_timeout = config.seconds("server.database.sqlalchemy.pool_timeout");
    how.recycle =
        std::chrono::duration_cast<std::chrono::seconds>(config.seconds("server.database.sqlalchemy.pool_recycle"));
    how.connect_timeout = config.seconds("server.database.connection_timeout");
    how.statement_timeout = config.seconds("server.database.timeout");
    if (config.has("server.database.sqlalchemy.connect_args.application_name"))
        how.application_name = config.text("server.database.sqlalchemy.connect_args.application_name");
    how.search_path = config.text("server.database.sqlalchemy.connect_args.search_path");
    return how;
}

} // namespace praetor::cli
