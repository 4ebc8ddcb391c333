// A block schema comes with the fields of the blocks it refers to: those that nobody registered become schemas too.
#include <models/blocks/block_schema_parts.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_schema_reference.hpp>

#include <memory>
#include <set>
#include <utility>

namespace praetor::models {

// The type of a reference, and the newest schema of the reference's checksum.
struct referenced_block
{
    uuid type_id;
    std::string name;
    std::optional<uuid> schema_id;
};
BOOST_DESCRIBE_STRUCT(referenced_block, (), (type_id, name, schema_id))

namespace {

namespace query = db::query;
using shared_parts = std::shared_ptr<block_schema_parts const>;

// Gives no row where a schema of this checksum and version is there.
db::sql insertion(new_block_schema const& wanted, uuid type_id, std::vector<std::string> const& capabilities,
                  std::string const& version)
{
    constexpr auto const& table = db::tables::block_schema;
    block_schema_row const row{
        new_row(now()), wanted.checksum, wanted.fields, type_id, json_text{json::to_text(capabilities)}, version};
    return query::insert_into(table)
        .row(row)
        .ignore_conflict(table.checksum, table.version)
        .returning<block_schema_row>()
        .statement();
}

void enqueue_reference(db::connection& conn, uuid parent, uuid child, std::string_view name)
{
    auto const& table = db::tables::block_schema_reference;
    conn.enqueue(query::insert_into(table)
                     .row(new_row(now()))
                     .set(table.name, name)
                     .set(table.parent_block_schema_id, parent)
                     .set(table.reference_block_schema_id, child)
                     .statement());
}

task<referenced_block> find_referenced(db::connection& conn, nested_block_schema wanted)
{
    auto found = co_await conn.row<referenced_block>(
        db::sql{"SELECT id AS type_id, name, (SELECT id FROM block_schema WHERE checksum = $2 ORDER BY created DESC "
                "LIMIT 1) AS schema_id FROM block_type WHERE slug = $1",
                wanted.type_slug, wanted.checksum});
    if (!found)
        throw error{errc::conflict, "Cannot create block schema because block type '" + wanted.type_slug +
                                        "' was not found.Did you forget to register the block type?"};
    co_return std::move(*found);
}

new_block_schema const& definition_of(block_schema_parts const& parts, nested_block_schema const& wanted,
                                      referenced_block const& block)
{
    if (!parts.has_definitions)
        throw error{errc::unprocessable,
                    "Unable to create nested block schema due to missing definitions in root block schema fields"};
    if (!wanted.definition)
        throw error{errc::unprocessable, "Unable to create nested block schema for block type '" + block.name +
                                             "' due to missing definition."};
    auto const& found = parts.all[*wanted.definition];
    if (found.unusable)
        throw error{*found.unusable};
    return found;
}

task<uuid> register_nested(db::connection& conn, shared_parts parts, nested_block_schema wanted,
                           referenced_block block);

// Those that `parent`, which is stored now, refers to.
task<void> register_references(db::connection& conn, uuid parent_id, shared_parts parts, std::size_t parent)
{
    auto const& from = parts->all[parent];
    if (from.unusable_references)
        throw error{*from.unusable_references};
    std::set<std::pair<std::string, uuid>> posted;
    for (auto const& one : from.nested) {
        auto block = co_await find_referenced(conn, one);
        auto child_id = block.schema_id;
        if (!child_id)
            child_id = co_await register_nested(conn, parts, one, std::move(block));
        if (posted.emplace(one.name, *child_id).second)
            enqueue_reference(conn, parent_id, *child_id, one.name);
    }
}

task<uuid> register_nested(db::connection& conn, shared_parts parts, nested_block_schema wanted, referenced_block block)
{
    auto const& child = definition_of(*parts, wanted, block);
    std::string const version{default_block_schema_version};
    auto const made = co_await conn.row<block_schema_row>(insertion(child, block.type_id, {}, version));
    if (made) {
        co_await register_references(conn, made->id, parts, *wanted.definition);
        co_return made->id;
    }
    auto const& table = db::tables::block_schema;
    auto const known =
        co_await conn.value<uuid>(query::select_value(table.id)
                                      .from(table)
                                      .where(table.checksum == child.checksum && table.version == version)
                                      .statement());
    co_return known;
}

} // namespace

task<made_block_schema> create_block_schema(db::connection& conn, std::shared_ptr<block_schema_parts const> parts)
{
    auto const& request = parts->request;
    auto type = co_await read_block_type(conn, request.block_type_id);
    if (!type)
        throw error{errc::not_found, "Block type " + to_string(request.block_type_id) + " not found."};
    auto const& wanted = parts->all.front();
    if (wanted.unusable)
        throw error{*wanted.unusable};
    auto made = co_await conn.row<block_schema_row>(
        insertion(wanted, request.block_type_id, *request.capabilities, *request.version));
    if (!made) {
        auto known = co_await read_block_schema_by_checksum(conn, wanted.checksum, *request.version);
        if (!known)
            throw error{errc::unavailable, "a block schema was deleted while it was read"};
        co_return made_block_schema{std::move(*known), false};
    }
    co_await register_references(conn, made->id, parts, 0);
    // As it is read later: what was taken out of the fields stands in them again.
    made->fields = parts->shown;
    block_schema row{std::move(*made), std::move(*type)};
    co_return made_block_schema{std::move(row), true};
}

} // namespace praetor::models
