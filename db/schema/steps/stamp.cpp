#include <db/schema/steps/stamp.hpp>

#include <server/base/error.hpp>

namespace praetor::db {
namespace {

constexpr per_dialect<std::string_view> table_names{
    "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema()",
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"};

} // namespace

task<std::string> read_stamp(connection& conn)
{
    auto const tables = co_await conn.rows<std::string>(sql{table_names[conn.kind()]});
    std::string other;
    bool stamped = false;
    for (auto const& table : tables) {
        if (table == "alembic_version")
            stamped = true;
        else if (!table.starts_with("praetor_"))
            other = table;
    }
    std::vector<std::string> stamps;
    if (stamped)
        stamps = co_await conn.rows<std::string>(sql{"SELECT version_num FROM alembic_version"});
    if (stamps.size() > 1)
        throw error{errc::conflict, "the database is stamped with several revisions (" + stamps[0] + ", " + stamps[1] +
                                        ", …); nothing was changed. \"praetor db stamp\" says which one holds."};
    if (!stamps.empty())
        co_return std::move(stamps.front());
    if (!other.empty())
        throw error{errc::conflict, "this is not a Prefect database: it has tables (" + other +
                                        ", …) and no Alembic revision; nothing was changed. Name another database in "
                                        "PREFECT_SERVER_DATABASE_CONNECTION_URL."};
    co_return std::string{};
}

std::string stamp_script(std::string_view from, std::string_view to)
{
    std::string const old{from};
    std::string const wanted{to};
    if (wanted.empty())
        return "DELETE FROM alembic_version WHERE version_num = '" + old + "';\n";
    if (!old.empty())
        return "UPDATE alembic_version SET version_num = '" + wanted + "' WHERE version_num = '" + old + "';\n";
    return "CREATE TABLE IF NOT EXISTS alembic_version (\n"
           "    version_num VARCHAR(32) NOT NULL,\n"
           "    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n"
           ");\n"
           "INSERT INTO alembic_version (version_num) VALUES ('" +
           wanted + "');\n";
}

} // namespace praetor::db
