#include <models/blocks/block_schema.hpp>

#include <models/blocks/block_schema_tree.hpp>
#include <models/blocks/block_type_part.hpp>
#include <models/blocks/storage_defaults.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <algorithm>
#include <limits>

template <>
struct praetor::json::schema_notes<praetor::models::block_schema>
{
    static void add(model_schema& model)
    {
        model.as<json_object>("fields").as<std::vector<std::string>>("capabilities");
    }
};

PRAETOR_JSON_CODEC(praetor::models::block_schema)
PRAETOR_JSON_CODEC(praetor::models::block_schema_create)

namespace praetor::models {

// A schema with its type and, where another schema refers to it, that one and the name of the reference.
struct block_schema_row : block_type_part
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string checksum;
    json_text fields;
    json_text capabilities;
    std::string version;
    std::optional<uuid> parent;
    std::optional<std::string> reference_name;
};
BOOST_DESCRIBE_STRUCT(block_schema_row, (block_type_part),
                      (id, created, updated, checksum, fields, capabilities, version, parent, reference_name))

namespace {

block_schema_node node_of(block_schema_row row)
{
    return {{row.id, row.created, row.updated, std::move(row.checksum), std::move(row.fields), row.type_id,
             type_of(row), std::move(row.capabilities), std::move(row.version)},
            row.parent,
            std::move(row.reference_name).value_or("")};
}

db::sql whole_query(db::sql wanted_ids)
{
    db::sql query{"WITH RECURSIVE wanted AS ("};
    query << wanted_ids
          << "), edges (parent, child, name) AS ("
             "SELECT r.parent_block_schema_id, r.reference_block_schema_id, r.name FROM block_schema_reference r "
             "JOIN wanted ON wanted.id = r.parent_block_schema_id UNION "
             "SELECT r.parent_block_schema_id, r.reference_block_schema_id, r.name FROM block_schema_reference r "
             "JOIN edges ON edges.child = r.parent_block_schema_id), "
             "nodes (id, parent, name) AS (SELECT id, NULL, NULL FROM wanted UNION ALL "
             "SELECT child, parent, name FROM edges) "
             "SELECT s.id, s.created, s.updated, s.checksum, s.fields, s.capabilities, s.version, nodes.parent, "
             "nodes.name AS reference_name, "
          << block_type_columns("t", "type_")
          << " FROM nodes JOIN block_schema s ON s.id = nodes.id JOIN block_type t ON t.id = s.block_type_id "
             "ORDER BY s.created";
    return query;
}

// Children come before their parents, as they were made; the newest is given first.
task<std::vector<block_schema>> read_whole(db::connection& conn, db::sql wanted_ids)
{
    auto nodes = co_await conn.rows<block_schema_row>(whole_query(std::move(wanted_ids)), node_of);
    auto all = whole_block_schemas(std::move(nodes));
    std::ranges::reverse(all);
    co_return all;
}

task<std::optional<block_schema>> read_one(db::connection& conn, db::sql wanted_id)
{
    auto all = co_await read_whole(conn, std::move(wanted_id));
    if (all.empty())
        co_return std::nullopt;
    co_return std::move(all.front());
}

} // namespace

task<std::optional<block_schema>> read_block_schema(db::connection& conn, uuid id)
{
    return read_one(conn, db::sql{"SELECT id FROM block_schema WHERE id = $1", id});
}

task<std::optional<block_schema>> read_block_schema_by_checksum(db::connection& conn, std::string checksum,
                                                                std::optional<std::string> version)
{
    db::sql wanted{"SELECT id FROM block_schema WHERE checksum = $1", std::move(checksum)};
    if (version)
        wanted << " AND version = " << db::arg(std::move(*version));
    wanted << " ORDER BY created DESC LIMIT 1";
    return read_one(conn, std::move(wanted));
}

task<std::vector<block_schema>> read_block_schemas(db::connection& conn,
                                                   std::optional<filters::block_schema_filter> wanted, page range)
{
    db::sql ids{"SELECT block_schema.id FROM block_schema"};
    if (wanted)
        ids << " WHERE " << filters::where(conn.kind(), *wanted);
    ids << " ORDER BY block_schema.created DESC LIMIT " << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    return read_whole(conn, std::move(ids));
}

task<std::vector<block_schema>> read_block_schemas_of(db::connection& conn, std::vector<uuid> ids)
{
    filters::block_schema_filter these;
    these.id.emplace().any_ = std::move(ids);
    return read_block_schemas(conn, std::move(these), page{std::numeric_limits<std::int64_t>::max(), 0});
}

task<bool> delete_block_schema(db::connection& conn, uuid id)
{
    auto const is_protected = co_await conn.maybe_value<bool>(db::sql{
        "SELECT t.is_protected FROM block_schema s JOIN block_type t ON t.id = s.block_type_id WHERE s.id = $1", id});
    if (!is_protected)
        co_return false;
    if (*is_protected)
        throw error{errc::forbidden, "Block schemas for protected block types cannot be deleted."};
    enqueue_clear_storage_defaults(conn, db::sql{"block_schema_id = $1", id});
    conn.enqueue(db::sql{"DELETE FROM block_schema WHERE id = $1", id});
    co_return true;
}

task<std::vector<std::string>> read_block_capabilities(db::connection& conn)
{
    auto all = co_await conn.rows<std::string>(
        db::sql{conn.kind() == db::dialect::postgresql
                    ? "SELECT DISTINCT jsonb_array_elements_text(capabilities) AS capability FROM block_schema "
                      "ORDER BY capability"
                    : "SELECT DISTINCT held.value AS capability FROM block_schema, json_each(capabilities) AS held "
                      "ORDER BY capability"});
    co_return all;
}

} // namespace praetor::models
