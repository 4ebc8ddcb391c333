#include <models/forms/preprocess.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <string>
#include <unordered_set>
#include <vector>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

constexpr std::string_view block_reference =
    R"({"type":"object","properties":{"$ref":{"oneOf":[{"type":"string","format":"uuid"},)"
    R"({"type":"object","additionalProperties":{"type":"string"},"minProperties":1}]}},"required":["$ref"]})";

using name_set = std::unordered_set<std::string>;

name_set required_of(bj::object const& schema)
{
    name_set names;
    auto const* all = schema.if_contains("required");
    if (all != nullptr && all->is_array())
        for (auto const& one : all->get_array())
            if (one.is_string())
                names.emplace(one.get_string());
    return names;
}

void allow_null(std::string_view name, bj::object& schema, name_set const& required, bool beside_default)
{
    auto const* type = schema.if_contains("type");
    if (type == nullptr || *type == "null" || required.contains(std::string{name}) ||
        (schema.contains("default") && !beside_default))
        return;
    bj::array either{bj::object{{"type", *type}}, bj::object{{"type", "null"}}};
    schema["anyOf"] = std::move(either);
    schema.stable_erase("type");
}

void name_tuple(bj::object& schema)
{
    auto const* items = schema.if_contains("items");
    if (items == nullptr || !items->is_array() || items->get_array().empty())
        return;
    auto const* prefixed = schema.if_contains("prefixItems");
    if (prefixed != nullptr && prefixed->is_array() && !prefixed->get_array().empty())
        return;
    auto all = *items;
    schema["prefixItems"] = std::move(all);
    schema.stable_erase("items");
}

void process(bj::object& properties, name_set const& required, bool beside_default)
{
    for (auto& property : properties) {
        auto* schema = property.value().if_object();
        if (schema == nullptr)
            continue;
        allow_null(property.key(), *schema, required, beside_default);
        name_tuple(*schema);
        auto* below = schema->if_contains("properties");
        if (below != nullptr && below->is_object())
            process(below->get_object(), required_of(*schema), beside_default);
    }
}

void process_properties_of(bj::object& schema, bool beside_default)
{
    auto* properties = schema.if_contains("properties");
    if (properties != nullptr && properties->is_object())
        process(properties->get_object(), required_of(schema), beside_default);
}

void process_definitions(bj::object& definitions, bool beside_default)
{
    std::vector<bj::object> blocks;
    for (auto& one : definitions) {
        auto* definition = one.value().if_object();
        if (definition == nullptr)
            continue;
        process_properties_of(*definition, beside_default);
        auto const* title = definition->if_contains("title");
        if (definition->contains("block_type_slug") && title != nullptr && title->is_string())
            blocks.push_back(*definition);
    }
    for (auto& block : blocks) {
        std::string const title{block.at("title").get_string()};
        definitions[title] = bj::object{{"oneOf", bj::array{std::move(block), bj::parse(block_reference)}}};
    }
}

} // namespace

bj::value preprocessed(bj::value schema, bool null_beside_default)
{
    auto* object = schema.if_object();
    if (object == nullptr)
        return schema;
    process_properties_of(*object, null_beside_default);
    auto* definitions = object->if_contains("definitions");
    if (definitions != nullptr && definitions->is_object())
        process_definitions(definitions->get_object(), null_beside_default);
    return schema;
}

bj::value without_required(bj::value schema)
{
    auto* object = schema.if_object();
    if (object == nullptr)
        return schema;
    object->stable_erase("required");
    for (auto& member : *object)
        member.value() = without_required(std::move(member.value()));
    return schema;
}

} // namespace praetor::models::schemas
