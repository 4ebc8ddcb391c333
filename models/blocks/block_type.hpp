// Block types: the kinds of configuration that flows keep on the server.
#pragma once

#include <models/blocks/block_filter.hpp>
#include <models/blocks/block_name.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table block_type.
struct block_type : stored_row
{
    std::string name;
    std::string slug; // unique
    std::optional<std::string> logo_url;
    std::optional<std::string> documentation_url;
    std::optional<std::string> description;
    std::optional<std::string> code_example;
    bool is_protected = false; // may be used, not deleted
};
BOOST_DESCRIBE_STRUCT(block_type, (stored_row),
                      (name, slug, logo_url, documentation_url, description, code_example, is_protected))

struct block_type_create
{
    static constexpr bool refuses_unknown = true;
    entity_name name;
    block_type_slug slug;
    std::optional<std::string> logo_url;
    std::optional<std::string> documentation_url;
    std::optional<std::string> description;
    std::optional<std::string> code_example;
};
BOOST_DESCRIBE_STRUCT(block_type_create, (), (name, slug, logo_url, documentation_url, description, code_example))

struct block_type_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<std::string>> logo_url;
    patch<std::optional<std::string>> documentation_url;
    patch<std::optional<std::string>> description;
    patch<std::optional<std::string>> code_example;
};
BOOST_DESCRIBE_STRUCT(block_type_update, (), (logo_url, documentation_url, description, code_example))

// HTML's &, < and > of description and code_example are kept escaped, as the reference keeps them.
// error{errc::conflict} where the slug is taken, error{errc::forbidden} for a name that begins with "Prefect".
task<with_events<block_type>> create_block_type(db::connection& conn, block_type_create wanted);

// Nothing where there is none.
task<std::optional<block_type>> read_block_type(db::connection& conn, uuid id);
// Nothing where no type has this slug.
task<std::optional<block_type>> read_block_type_by_slug(db::connection& conn, std::string slug);

struct block_type_query
{
    std::optional<filters::block_type_filter> types;
    std::optional<filters::block_schema_filter> schemas;
    page range;
};

// By name.
task<std::vector<block_type>> read_block_types(db::connection& conn, block_type_query wanted);

// False where there is no such type. Changes nothing, and tells no event, where nothing would be different.
task<with_events<bool>> update_block_type(db::connection& conn, uuid id, block_type_update wanted);

// Deletes its schemas and documents too. False where there is no such type; error{errc::forbidden} for a protected one.
task<with_events<bool>> delete_block_type(db::connection& conn, uuid id);

// The event prefect.block-type.<action>.
event block_type_event(std::string_view action, block_type const& row);

} // namespace praetor::models
