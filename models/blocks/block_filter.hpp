// Which block types, block schemas or block documents a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct block_type_name
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::string> like_;
};
BOOST_DESCRIBE_STRUCT(block_type_name, (), (like_))

struct block_type_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "block_type";
    std::optional<block_type_name> name;
    std::optional<any_of<std::string>> slug;
};
BOOST_DESCRIBE_STRUCT(block_type_filter, (), (name, slug))

struct block_capabilities
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_json_array = true;
    std::optional<std::vector<std::string>> all_;
};
BOOST_DESCRIBE_STRUCT(block_capabilities, (), (all_))

struct block_schema_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "block_schema";
    static constexpr auto const& wire_names = operator_name;
    static constexpr std::pair<std::string_view, std::string_view> columns[] = {
        {"block_capabilities", "block_schema.capabilities"}};
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> block_type_id;
    std::optional<filters::block_capabilities> block_capabilities;
    std::optional<any_of<uuid>> id;
    std::optional<any_of<std::string>> version;
};
BOOST_DESCRIBE_STRUCT(block_schema_filter, (), (combined_by, block_type_id, block_capabilities, id, version))

// Leaves anonymous documents out where it is not asked otherwise.
struct block_document_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "block_document";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<equals_bool> is_anonymous = equals_bool{false};
    std::optional<any_of<uuid>> block_type_id;
    std::optional<name_like> name;
};
BOOST_DESCRIBE_STRUCT(block_document_filter, (), (combined_by, id, is_anonymous, block_type_id, name))

db::sql where(db::grammar const& grammar, block_type_filter const& wanted);
db::sql where(db::grammar const& grammar, block_schema_filter const& wanted);
db::sql where(db::grammar const& grammar, block_document_filter const& wanted);

} // namespace praetor::models::filters
