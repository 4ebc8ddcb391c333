// Block schemas made whole again: their references, and the definitions of what they refer to, put back into their
// fields. Pure.
#pragma once

#include <models/blocks/block_schema.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A schema as a root, or as what another one refers to: then once for each reference.
struct block_schema_node
{
    block_schema schema; // `fields` as stored
    std::optional<uuid> parent;
    std::string name; // of the reference
};

// The roots of `nodes` in their order, each once.
std::vector<block_schema> whole_block_schemas(std::vector<block_schema_node> nodes);

} // namespace praetor::models
