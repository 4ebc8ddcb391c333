// The fields of a block schema as JSON: what identifies them, and what of them is kept where. Pure functions.
#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace praetor::models {

// What {"$ref": …} names anywhere in a value, depth first. Repeated as often as it stands there.
std::vector<std::string> reference_strings(boost::json::value const& value);

// The definitions that `object` reaches by references and that are no blocks (have no block_type_slug).
boost::json::object non_block_definitions(boost::json::value const& object, boost::json::object const& definitions);

// "sha256:" and 64 digits: the same for the same fields as Prefect's Block._calculate_schema_checksum gives, which
// leaves out secret_fields at every depth and the definitions of blocks.
std::string block_schema_checksum(boost::json::object fields);

// The definition of the block that a field refers to; of several, the one of that block type. Null where there is none.
boost::json::object const* definition_of_field(boost::json::object const& fields, std::string_view field,
                                               std::string_view block_type_slug,
                                               boost::json::object const& definitions);

} // namespace praetor::models
