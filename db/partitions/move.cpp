#include <db/partitions/move.hpp>

#include <server/base/error.hpp>

#include <fmt/format.h>

namespace praetor::db::partitions {
namespace {

std::string new_table(time_table table)
{
    return "praetor_moving_" + std::string{table.name};
}

std::string partition_statements(plan const& of)
{
    std::string text;
    for (auto const start : of.starts)
        text += fmt::format("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({});\n",
                            partition_name(of.table.name, start), new_table(of.table), time_literal(start),
                            time_literal(start_after(of.by, start)));
    return text + fmt::format("CREATE TABLE {} PARTITION OF {} DEFAULT;\n", default_partition_name(of.table.name),
                              new_table(of.table));
}

// A new index is called after the oid of the old one, for both are there at once; exchange() gives it the name.
constexpr std::string_view copy_indexes =
    "DO $$\n"
    "DECLARE\n"
    "    one record;\n"
    "BEGIN\n"
    "    FOR one IN SELECT indexrelid, indexrelid::regclass AS name, indisunique, pg_get_indexdef(indexrelid) AS text\n"
    "        FROM pg_index WHERE indrelid = '{table}'::regclass AND NOT indisprimary AND indisvalid\n"
    "    LOOP\n"
    "        IF one.indisunique THEN\n"
    "            RAISE 'unique index % can not be kept: drop it, or partition another table', one.name;\n"
    "        END IF;\n"
    "        EXECUTE format('CREATE INDEX %I ON {new_table} %s', 'praetor_moving_' || one.indexrelid,\n"
    "            substring(one.text FROM ' (USING .*)$'));\n"
    "    END LOOP;\n"
    "END\n"
    "$$;\n";

constexpr std::string_view repeat_writes =
    "CREATE OR REPLACE FUNCTION {new_table}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$\n"
    "BEGIN\n"
    "    IF TG_OP = 'TRUNCATE' THEN\n"
    "        TRUNCATE {new_table};\n"
    "    END IF;\n"
    "    IF TG_OP IN ('UPDATE', 'DELETE') THEN\n"
    "        DELETE FROM {new_table} AS there USING gone\n"
    "            WHERE there.id = gone.id AND there.{column} = gone.{column};\n"
    "    END IF;\n"
    "    IF TG_OP IN ('INSERT', 'UPDATE') THEN\n"
    "        INSERT INTO {new_table} SELECT * FROM fresh ON CONFLICT DO NOTHING;\n"
    "    END IF;\n"
    "    RETURN NULL;\n"
    "END\n"
    "$$;\n"
    "CREATE TRIGGER praetor_moving_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION {new_table}();\n"
    "CREATE TRIGGER praetor_moving_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS fresh\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION {new_table}();\n"
    "CREATE TRIGGER praetor_moving_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION {new_table}();\n"
    "CREATE TRIGGER praetor_moving_truncate AFTER TRUNCATE ON {table}\n"
    "    FOR EACH STATEMENT EXECUTE FUNCTION {new_table}();\n";

constexpr std::string_view note_progress =
    "CREATE TABLE IF NOT EXISTS praetor_partition_progress (table_name text PRIMARY KEY,\n"
    "    last_time timestamptz NOT NULL, last_id uuid NOT NULL, rows bigint NOT NULL);\n"
    "INSERT INTO praetor_partition_progress\n"
    "    VALUES ('{table}', '0001-01-01 00:00:00+00', '00000000-0000-0000-0000-000000000000', 0);\n";

constexpr std::string_view exchange_names =
    "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n"
    "DO $$\n"
    "DECLARE\n"
    "    key name := (SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p');\n"
    "    owner text := (SELECT relowner::regrole FROM pg_class WHERE oid = '{table}'::regclass);\n"
    "    renames text[] := ARRAY(\n"
    "        SELECT format('ALTER INDEX %I RENAME TO %I', 'praetor_moving_' || indexrelid, relname)\n"
    "        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid\n"
    "        WHERE indrelid = '{table}'::regclass AND NOT indisprimary AND indisvalid);\n"
    "    rights text[] := ARRAY(\n"
    "        SELECT format('GRANT %s ON {table} TO %s', privilege_type,\n"
    "            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END\n"
    "            || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)\n"
    "        FROM pg_class, aclexplode(relacl)\n"
    "        WHERE pg_class.oid = '{table}'::regclass AND grantee <> relowner);\n"
    "    statement text;\n"
    "BEGIN\n"
    "    DROP TABLE {table};\n"
    "    ALTER TABLE {new_table} RENAME TO {table};\n"
    "    EXECUTE format('ALTER TABLE {table} RENAME CONSTRAINT {new_table}_key TO %I', key);\n"
    "    EXECUTE format('ALTER TABLE {table} OWNER TO %s', owner);\n"
    "    FOREACH statement IN ARRAY renames || rights LOOP\n"
    "        EXECUTE statement;\n"
    "    END LOOP;\n"
    "    DROP FUNCTION {new_table}();\n"
    "END\n"
    "$$;\n";

constexpr std::string_view take_back = "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n"
                                       "DROP TRIGGER IF EXISTS praetor_moving_insert ON {table};\n"
                                       "DROP TRIGGER IF EXISTS praetor_moving_update ON {table};\n"
                                       "DROP TRIGGER IF EXISTS praetor_moving_delete ON {table};\n"
                                       "DROP TRIGGER IF EXISTS praetor_moving_truncate ON {table};\n"
                                       "DROP FUNCTION IF EXISTS {new_table}();\n"
                                       "DROP TABLE IF EXISTS {new_table};\n";

constexpr std::string_view forget_progress =
    "DO $$\n"
    "BEGIN\n"
    "    DELETE FROM praetor_partition_progress WHERE table_name = '{table}';\n"
    "    IF NOT EXISTS (SELECT FROM praetor_partition_progress) THEN\n"
    "        DROP TABLE praetor_partition_progress;\n"
    "    END IF;\n"
    "END\n"
    "$$;\n";

// {table}, {new_table} and {column} in their places.
std::string filled_in(std::string_view script, time_table table)
{
    return fmt::format(fmt::runtime(script), fmt::arg("table", table.name), fmt::arg("new_table", new_table(table)),
                       fmt::arg("column", table.column));
}

// Dropping a big table takes its time; waiting for the lock on it does not.
task<void> run(connection& conn, std::string script)
{
    conn.limit_statements(std::chrono::milliseconds{0});
    co_await conn.run_script(std::string{short_wait} + script);
}

} // namespace

std::string preparation_script(plan const& of, shape to)
{
    auto const partitioned = to == shape::partitioned;
    auto text = filled_in(
        "CREATE TABLE {new_table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)", of.table);
    text +=
        filled_in(partitioned ? " PARTITION BY RANGE ({column});\n"
                                "ALTER TABLE {new_table} ADD CONSTRAINT {new_table}_key PRIMARY KEY (id, {column});\n"
                              : ";\nALTER TABLE {new_table} ADD CONSTRAINT {new_table}_key PRIMARY KEY (id);\n",
                  of.table);
    text += filled_in(copy_indexes, of.table);
    if (partitioned)
        text += partition_statements(of);
    return text + filled_in(repeat_writes, of.table) + filled_in(note_progress, of.table);
}

task<void> prepare(connection& conn, plan of, shape to)
{
    return run(conn, preparation_script(of, to));
}

task<std::optional<move_progress>> read_progress(connection& conn, time_table table)
{
    auto const is_there = co_await conn.maybe_value<std::int64_t>(
        sql{"SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || "
            "'.praetor_partition_progress')"});
    if (!is_there)
        co_return std::nullopt;
    auto found = co_await conn.row<move_progress>(
        sql{"SELECT last_time, last_id, rows FROM praetor_partition_progress WHERE table_name = $1",
            std::string{table.name}});
    co_return found;
}

// The rows are locked while they are copied: a deletion waits until its trigger can find the copy.
task<std::int64_t> copy_batch(connection& conn, time_table table, std::int64_t max_rows)
{
    auto const from = co_await read_progress(conn, table);
    if (!from)
        throw error{errc::conflict, "the rows of table " + std::string{table.name} + " are not being moved"};
    conn.limit_statements(std::chrono::milliseconds{0});
    sql copy{filled_in("WITH batch AS MATERIALIZED (SELECT * FROM {table} WHERE {column} >= $1 AND ({column}, id) > "
                       "($1, $2) ORDER BY {column}, id LIMIT $3 FOR KEY SHARE), "
                       "copied AS (INSERT INTO {new_table} SELECT * FROM batch ON CONFLICT DO NOTHING), "
                       "progress AS (UPDATE praetor_partition_progress SET last_time = last.{column}, "
                       "last_id = last.id, rows = rows + (SELECT count(*) FROM batch) "
                       "FROM (SELECT {column}, id FROM batch ORDER BY {column} DESC, id DESC LIMIT 1) AS last "
                       "WHERE table_name = '{table}') "
                       "SELECT count(*) FROM batch",
                       table),
             from->last_time, from->last_id, max_rows};
    auto const count = co_await conn.value<std::int64_t>(std::move(copy));
    co_return count;
}

task<row_counts> count_rows(connection& conn, time_table table)
{
    conn.limit_statements(std::chrono::milliseconds{0});
    auto const found = co_await conn.row<row_counts>(sql{filled_in(
        "SELECT (SELECT count(*) FROM {table}) AS stands, (SELECT count(*) FROM {new_table}) AS copied", table)});
    co_await conn.run_script(filled_in("ANALYZE {new_table}", table));
    co_return found.value();
}

task<void> exchange(connection& conn, time_table table)
{
    return run(conn, filled_in(exchange_names, table) + filled_in(forget_progress, table));
}

task<void> abandon(connection& conn, time_table table)
{
    auto const progress = co_await read_progress(conn, table);
    if (progress)
        co_await run(conn, filled_in(take_back, table) + filled_in(forget_progress, table));
}

} // namespace praetor::db::partitions
