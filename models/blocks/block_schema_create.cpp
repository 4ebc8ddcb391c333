// A block schema comes with the fields of the blocks it refers to: those that nobody registered become schemas too.
#include <models/blocks/block_schema.hpp>

#include <models/blocks/block_schema_fields.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/insert.hpp>
#include <db/schema/tables/block_schema.hpp>
#include <db/schema/tables/block_schema_reference.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <memory>
#include <set>
#include <utility>

namespace praetor::models {

// What table block_schema keeps of a new schema.
struct stored_block_schema
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    json_text fields;
};
BOOST_DESCRIBE_STRUCT(stored_block_schema, (), (id, created, updated, fields))

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
using boost::json::object;
using shared_object = std::shared_ptr<object const>;

// Fields as a client sends them, taken apart.
struct new_schema
{
    uuid block_type_id;
    std::string checksum;
    std::string version{default_block_schema_version};
    std::vector<std::string> capabilities;
    object fields; // what is stored: without references, and without the definitions of blocks
    object references;
    shared_object definitions; // those of the root; null where it sent none
};

[[noreturn]] void refuse_reference(std::string_view name)
{
    throw error{errc::unprocessable, "block_schema_references." + std::string{name} +
                                         " must be an object (or a list of objects) with texts block_schema_checksum "
                                         "and block_type_slug"};
}

new_schema taken_apart(object fields, shared_object definitions)
{
    new_schema made;
    if (!definitions || definitions->empty())
        if (auto const* own = fields.if_contains("definitions"); own != nullptr && own->is_object())
            definitions = std::make_shared<object const>(own->get_object());
    bool const has_definitions = definitions && !definitions->empty();
    if (has_definitions)
        fields["definitions"] = *definitions;
    made.checksum = block_schema_checksum(fields);
    if (has_definitions) {
        auto kept = non_block_definitions(fields, *definitions);
        if (kept.empty())
            fields.erase("definitions");
        else
            fields["definitions"] = std::move(kept);
    }
    if (auto const* references = fields.if_contains("block_schema_references")) {
        if (!references->is_object())
            throw error{errc::unprocessable, "block_schema_references must be an object"};
        made.references = references->get_object();
        fields.erase("block_schema_references");
    }
    made.fields = std::move(fields);
    made.definitions = std::move(definitions);
    return made;
}

// Gives no row where a schema of this checksum and version is there.
db::sql insertion(new_schema const& wanted)
{
    constexpr auto const& table = db::tables::block_schema;
    auto const when = now();
    return query::insert_into(table)
        .set(table.id, uuid::random())
        .set(table.created, when)
        .set(table.updated, when)
        .set(table.checksum, wanted.checksum)
        .set(table.fields, json_text{json::serialize(wanted.fields)})
        .set(table.block_type_id, wanted.block_type_id)
        .set(table.capabilities, json_text{json::to_text(wanted.capabilities)})
        .set(table.version, wanted.version)
        .ignore_conflict(table.checksum, table.version)
        .returning<stored_block_schema>()
        .statement();
}

void enqueue_reference(db::connection& conn, uuid parent, uuid child, std::string_view name)
{
    auto const when = now();
    conn.enqueue(db::sql{"INSERT INTO block_schema_reference (id, created, updated, name, parent_block_schema_id, "
                         "reference_block_schema_id) VALUES ($1, $2, $2, $3, $4, $5)",
                         uuid::random(), when, std::string{name}, parent, child});
}

struct reference
{
    std::string name;
    std::string type_slug;
    std::string checksum;
};

reference read_reference(std::string_view name, boost::json::value const& from)
{
    auto const* entry = from.if_object();
    auto const* slug = entry != nullptr ? entry->if_contains("block_type_slug") : nullptr;
    auto const* checksum = entry != nullptr ? entry->if_contains("block_schema_checksum") : nullptr;
    if (slug == nullptr || checksum == nullptr || json::if_text(*slug) == nullptr ||
        json::if_text(*checksum) == nullptr)
        refuse_reference(name);
    return {std::string{name}, std::string{slug->get_string()}, std::string{checksum->get_string()}};
}

std::vector<reference> references_of(object const& all)
{
    std::vector<reference> found;
    for (auto const& member : all) {
        if (auto const* list = member.value().if_array())
            for (auto const& one : *list)
                found.push_back(read_reference(member.key(), one));
        else
            found.push_back(read_reference(member.key(), member.value()));
    }
    return found;
}

task<referenced_block> find_referenced(db::connection& conn, reference wanted)
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

object fields_of_child(new_schema const& parent, reference const& wanted, referenced_block const& block)
{
    if (!parent.definitions)
        throw error{errc::unprocessable,
                    "Unable to create nested block schema due to missing definitions in root block schema fields"};
    auto const* found = definition_of_field(parent.fields, wanted.name, wanted.type_slug, *parent.definitions);
    if (found == nullptr)
        throw error{errc::unprocessable, "Unable to create nested block schema for block type '" + block.name +
                                             "' due to missing definition."};
    return *found;
}

task<uuid> register_child(db::connection& conn, new_schema wanted);

task<void> register_references(db::connection& conn, uuid parent_id, new_schema parent)
{
    std::set<std::pair<std::string, uuid>> posted;
    for (auto const& one : references_of(parent.references)) {
        auto const block = co_await find_referenced(conn, one);
        auto child_id = block.schema_id;
        if (!child_id) {
            auto child = taken_apart(fields_of_child(parent, one, block), parent.definitions);
            child.block_type_id = block.type_id;
            child_id = co_await register_child(conn, std::move(child));
        }
        if (posted.emplace(one.name, *child_id).second)
            enqueue_reference(conn, parent_id, *child_id, one.name);
    }
}

task<uuid> register_child(db::connection& conn, new_schema wanted)
{
    auto const made = co_await conn.row<stored_block_schema>(insertion(wanted));
    if (made) {
        co_await register_references(conn, made->id, std::move(wanted));
        co_return made->id;
    }
    auto const known = co_await conn.value<uuid>(
        db::sql{"SELECT id FROM block_schema WHERE checksum = $1 AND version = $2", wanted.checksum, wanted.version});
    co_return known;
}

object parsed_fields(json_text const& text)
{
    return json::parse(text.text).as_object();
}

// As it is read later: what was taken out of the fields stands in them again.
block_schema whole(new_schema const& wanted, stored_block_schema const& stored, block_type type)
{
    auto fields = parsed_fields(stored.fields);
    fields["block_schema_references"] = wanted.references;
    if (wanted.definitions)
        fields["definitions"] = *wanted.definitions;
    return {stored.id,
            stored.created,
            stored.updated,
            wanted.checksum,
            json_text{json::serialize(fields)},
            wanted.block_type_id,
            std::move(type),
            json_text{json::to_text(wanted.capabilities)},
            wanted.version};
}

} // namespace

task<made_block_schema> create_block_schema(db::connection& conn, block_schema_create wanted)
{
    auto type = co_await read_block_type(conn, wanted.block_type_id);
    if (!type)
        throw error{errc::not_found, "Block type " + to_string(wanted.block_type_id) + " not found."};
    auto parts = taken_apart(parsed_fields(*wanted.fields), nullptr);
    parts.block_type_id = wanted.block_type_id;
    parts.capabilities = std::move(*wanted.capabilities);
    parts.version = std::move(*wanted.version);
    auto const made = co_await conn.row<stored_block_schema>(insertion(parts));
    if (!made) {
        auto known = co_await read_block_schema_by_checksum(conn, parts.checksum, parts.version);
        if (!known)
            throw error{errc::unavailable, "a block schema was deleted while it was read"};
        co_return made_block_schema{std::move(*known), false};
    }
    auto result = whole(parts, *made, std::move(*type));
    co_await register_references(conn, made->id, std::move(parts));
    co_return made_block_schema{std::move(result), true};
}

} // namespace praetor::models
