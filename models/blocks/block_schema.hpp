// Block schemas: which fields the documents of a block type have, at a version.
#pragma once

#include <models/blocks/block_type.hpp>

#include <boost/describe/class.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table block_schema.
struct block_schema_row : stored_row
{
    std::string checksum;
    json_text fields;
    uuid block_type_id;
    json_text capabilities;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(block_schema_row, (stored_row), (checksum, fields, block_type_id, capabilities, version))

// The same with its type. `fields` is complete: the schemas it refers to stand in block_schema_references, their fields
// in definitions.
struct block_schema : block_schema_row
{
    std::optional<models::block_type> block_type;
};
BOOST_DESCRIBE_STRUCT(block_schema, (block_schema_row), (block_type))

inline constexpr std::string_view default_block_schema_version = "non-versioned";

struct block_schema_create
{
    static constexpr bool refuses_unknown = true;
    defaulted<json::json_object> fields;
    uuid block_type_id;
    defaulted<std::vector<std::string>> capabilities;
    defaulted<std::string> version{std::string{default_block_schema_version}};
};
BOOST_DESCRIBE_STRUCT(block_schema_create, (), (fields, block_type_id, capabilities, version))

struct made_block_schema
{
    block_schema row;
    bool is_new = true;
};

struct block_schema_parts; // block_schema_parts.hpp

// Creates a schema and those of its definitions that nobody has registered, or gives the one that has this checksum and
// version. error{errc::not_found} for an unknown type, error{errc::conflict} where the type of a reference is unknown,
// error{errc::unprocessable} where a referenced schema is neither known nor defined.
task<made_block_schema> create_block_schema(db::connection& conn, std::shared_ptr<block_schema_parts const> wanted);

// Nothing where there is none.
task<std::optional<block_schema>> read_block_schema(db::connection& conn, uuid id);

// The newest of this checksum, or of this checksum and version.
task<std::optional<block_schema>> read_block_schema_by_checksum(db::connection& conn, std::string checksum,
                                                                std::optional<std::string> version);

// Newest first, in one statement whatever they refer to.
task<std::vector<block_schema>> read_block_schemas(db::connection& conn,
                                                   std::optional<filters::block_schema_filter> wanted, page range);
task<std::vector<block_schema>> read_block_schemas_of(db::connection& conn, std::vector<uuid> ids);

// False where there is no such schema; error{errc::forbidden} where its type is protected.
task<bool> delete_block_schema(db::connection& conn, uuid id);

// What any schema can do, each capability once.
task<std::vector<std::string>> read_block_capabilities(db::connection& conn);

} // namespace praetor::models
