// Names that blocks may have.
#pragma once

#include <server/base/json/constrained.hpp>

namespace praetor::models {

// Lower-case letters, digits and dashes; may be empty.
struct block_type_slug_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
};
using block_type_slug = json::constrained<std::string, block_type_slug_rule>;

// A Name of lower-case letters, digits and dashes.
struct block_document_name_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema) { json::name_rule::describe(schema); }
};
using block_document_name = json::constrained<std::string, block_document_name_rule>;

} // namespace praetor::models
