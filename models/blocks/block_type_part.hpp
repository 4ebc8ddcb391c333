// The block type that comes along in a row of a schema or a document, its columns under names with type_ before them.
#pragma once

#include <models/blocks/block_type.hpp>

namespace praetor::models {

struct block_type_part
{
    uuid type_id;
    timestamp type_created{};
    timestamp type_updated{};
    std::string type_name;
    std::string type_slug;
    std::optional<std::string> type_logo_url;
    std::optional<std::string> type_documentation_url;
    std::optional<std::string> type_description;
    std::optional<std::string> type_code_example;
    bool type_is_protected = false;
};
BOOST_DESCRIBE_STRUCT(block_type_part, (),
                      (type_id, type_created, type_updated, type_name, type_slug, type_logo_url, type_documentation_url,
                       type_description, type_code_example, type_is_protected))

inline block_type type_of(block_type_part const& row)
{
    return {row.type_id,           row.type_created,     row.type_updated,           row.type_name,
            row.type_slug,         row.type_logo_url,    row.type_documentation_url, row.type_description,
            row.type_code_example, row.type_is_protected};
}

} // namespace praetor::models
