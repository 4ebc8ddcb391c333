#include <models/blocks/block_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

PRAETOR_JSON_CODEC(praetor::models::filters::block_type_name)
template <>
struct praetor::json::schema_notes<praetor::models::filters::block_capabilities>
{
    static constexpr std::string_view name = "BlockSchemaFilterCapabilities";
};

PRAETOR_JSON_CODEC(praetor::models::filters::block_capabilities)
PRAETOR_DEFINE_FILTER(block_type_filter)
PRAETOR_DEFINE_FILTER(block_schema_filter)
PRAETOR_DEFINE_FILTER(block_document_filter)
