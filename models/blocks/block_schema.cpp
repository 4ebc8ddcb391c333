#include <models/blocks/block_schema.hpp>

#include <models/blocks/block_schema_tree.hpp>
#include <models/blocks/storage_defaults.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_type.hpp>

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
struct referred_block_schema : block_schema
{
    std::optional<uuid> parent;
    std::optional<std::string> reference_name;
};
BOOST_DESCRIBE_STRUCT(referred_block_schema, (block_schema), (parent, reference_name))

namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::block_schema;

block_schema_node node_of(referred_block_schema row)
{
    auto parent = row.parent;
    auto name = std::move(row.reference_name).value_or("");
    return {std::move(row), parent, std::move(name)};
}

// The columns of a referred_block_schema, whose tables go by s and t.
db::sql const& node_columns()
{
    static auto const columns = [] {
        constexpr db::schema::block_schema_table s{"s"};
        constexpr db::schema::block_type_table t{"t"};
        return query::column_list<referred_block_schema>(
            s, query::in<"block_type">(t),
            query::as<"parent">(query::expression<std::optional<uuid>>{db::sql{"nodes.parent"}}),
            query::as<"reference_name">(query::expression<std::optional<std::string>>{db::sql{"nodes.name"}}));
    }();
    return columns;
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
             "SELECT "
          << node_columns()
          << " FROM nodes JOIN block_schema s ON s.id = nodes.id JOIN block_type t ON t.id = s.block_type_id "
             "ORDER BY s.created";
    return query;
}

// Children come before their parents, as they were made; the newest is given first.
task<std::vector<block_schema>> read_whole(db::connection& conn, db::sql wanted_ids)
{
    auto nodes = co_await conn.rows<referred_block_schema>(whole_query(std::move(wanted_ids)), node_of);
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
    return read_one(conn, query::select_value(table.id).from(table).where(table.id == id).statement());
}

task<std::optional<block_schema>> read_block_schema_by_checksum(db::connection& conn, std::string checksum,
                                                                std::optional<std::string> version)
{
    auto wanted = query::select_value(table.id).from(table).where(table.checksum == checksum);
    if (version)
        wanted.where(table.version == *version);
    return read_one(conn, wanted.order_by(descending(table.created)).limit(1).statement());
}

task<std::vector<block_schema>> read_block_schemas(db::connection& conn,
                                                   std::optional<filters::block_schema_filter> wanted, page range)
{
    auto ids = query::select_value(table.id).from(table);
    if (wanted)
        ids.where(query::condition{filters::where(conn.grammar(), *wanted)});
    return read_whole(conn,
                      ids.order_by(descending(table.created)).limit(range.limit).offset(range.offset).statement());
}

task<std::vector<block_schema>> read_block_schemas_of(db::connection& conn, std::vector<uuid> ids)
{
    filters::block_schema_filter these;
    these.id.emplace().any_ = std::move(ids);
    return read_block_schemas(conn, std::move(these), page{std::numeric_limits<std::int64_t>::max(), 0});
}

task<bool> delete_block_schema(db::connection& conn, uuid id)
{
    auto const& type = db::tables::block_type;
    auto const is_protected = co_await conn.maybe_value<bool>(query::select_value(type.is_protected)
                                                                  .from(table)
                                                                  .join(type, type.id == table.block_type_id)
                                                                  .where(table.id == id)
                                                                  .statement());
    if (!is_protected)
        co_return false;
    if (*is_protected)
        throw error{errc::forbidden, "Block schemas for protected block types cannot be deleted."};
    enqueue_clear_storage_defaults(conn, db::sql{"block_schema_id = $1", id});
    conn.enqueue(query::delete_from(table).where(table.id == id).statement());
    co_return true;
}

task<std::vector<std::string>> read_block_capabilities(db::connection& conn)
{
    return conn.rows<std::string>(db::sql{"SELECT DISTINCT held.value AS capability FROM block_schema, " +
                                          conn.grammar().array_elements("capabilities", "held") +
                                          " ORDER BY capability"});
}

} // namespace praetor::models
