// What a client registers as a block schema, taken apart into the rows that may become of it. Pure functions, and as
// slow as the request is large: for a thread_pool.
#pragma once

#include <models/blocks/block_schema.hpp>

#include <server/base/error.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A schema that another refers to under the name of a field.
struct nested_block_schema
{
    std::string name;
    std::string type_slug;
    std::string checksum;
    std::optional<std::size_t> definition; // in block_schema_parts::all; nothing where none was sent
};

struct new_block_schema
{
    std::string checksum;
    json_text fields; // what is stored: without references, and without the definitions of blocks
    std::vector<nested_block_schema> nested;
    std::optional<error> unusable;            // thrown before it is stored
    std::optional<error> unusable_references; // thrown once it is stored, for one that is known needs them no more
};

struct block_schema_parts
{
    block_schema_create request;       // without its fields
    std::vector<new_block_schema> all; // that of the request first; each definition once
    json_text shown;                   // its fields as they are read later: what was taken out stands in them again
    bool has_definitions = false;
};

std::shared_ptr<block_schema_parts const> take_apart(block_schema_create request);

} // namespace praetor::models
