#include <models/blocks/block_schema_fields.hpp>

#include <server/base/error.hpp>
#include <server/base/json/python_text.hpp>

#include <boost/json/array.hpp>

#include <openssl/evp.h>

#include <fmt/format.h>

#include <array>

namespace praetor::models {
namespace {

constexpr std::string_view definitions_path = "#/definitions/";

void collect_references(std::vector<std::string>& found, boost::json::value const& value)
{
    if (auto const* object = value.if_object()) {
        if (auto const* reference = object->if_contains("$ref"))
            if (auto const* text = reference->if_string(); text != nullptr && !text->empty())
                found.emplace_back(*text);
        for (auto const& member : *object)
            collect_references(found, member.value());
    }
    else if (auto const* array = value.if_array()) {
        for (auto const& element : *array)
            collect_references(found, element);
    }
}

std::string definition_key(std::string reference)
{
    for (auto at = reference.find(definitions_path); at != std::string::npos; at = reference.find(definitions_path))
        reference.erase(at, definitions_path.size());
    return reference;
}

bool is_block(boost::json::object const& definition)
{
    auto const* slug = definition.if_contains("block_type_slug");
    return slug != nullptr && !slug->is_null();
}

// An empty definition counts as none, as it does for Python.
boost::json::object const* find_definition(boost::json::object const& definitions, std::string_view key)
{
    auto const* found = definitions.if_contains(key);
    auto const* object = found != nullptr ? found->if_object() : nullptr;
    return object != nullptr && !object->empty() ? object : nullptr;
}

void add_non_blocks(boost::json::object& all, boost::json::value const& value, boost::json::object const& definitions)
{
    for (auto& reference : reference_strings(value)) {
        auto const key = definition_key(std::move(reference));
        auto const* definition = find_definition(definitions, key);
        if (definition == nullptr || is_block(*definition) || all.contains(key))
            continue;
        all[key] = *definition;
        add_non_blocks(all, *definition, definitions);
    }
}

void erase_nested(boost::json::object& object, std::string_view key)
{
    object.erase(key);
    for (auto& member : object)
        if (auto* inner = member.value().if_object())
            erase_nested(*inner, key);
}

std::string sha256(std::string_view text)
{
    std::array<unsigned char, 32> digest;
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw error{errc::internal, "OpenSSL refused to compute SHA-256"};
    std::string digits;
    for (auto const byte : digest)
        digits += fmt::format("{:02x}", byte);
    return digits;
}

} // namespace

std::vector<std::string> reference_strings(boost::json::value const& value)
{
    std::vector<std::string> found;
    collect_references(found, value);
    return found;
}

boost::json::object non_block_definitions(boost::json::value const& object, boost::json::object const& definitions)
{
    boost::json::object all;
    add_non_blocks(all, object, definitions);
    return all;
}

std::string block_schema_checksum(boost::json::object fields)
{
    erase_nested(fields, "secret_fields");
    if (auto const* given = fields.if_contains("definitions")) {
        auto const* definitions = given->if_object();
        if (definitions != nullptr && !definitions->empty()) {
            auto kept = non_block_definitions(fields, *definitions);
            if (kept.empty())
                fields.erase("definitions");
            else
                fields["definitions"] = std::move(kept);
        }
    }
    // The positional and the named arguments of Python's hash_objects.
    return "sha256:" + sha256("[[" + json::python_text(fields) + "], {}]");
}

boost::json::object const* definition_of_field(boost::json::object const& fields, std::string_view field,
                                               std::string_view block_type_slug, boost::json::object const& definitions)
{
    auto const* properties = fields.if_contains("properties");
    auto const* property =
        properties != nullptr && properties->is_object() ? properties->get_object().if_contains(field) : nullptr;
    if (property == nullptr)
        return nullptr;
    auto const references = reference_strings(*property);
    for (auto const& reference : references) {
        auto const* definition = find_definition(definitions, definition_key(reference));
        if (definition == nullptr)
            continue;
        auto const* slug = definition->if_contains("block_type_slug");
        if (references.size() == 1 || (slug != nullptr && slug->is_string() && slug->get_string() == block_type_slug))
            return definition;
    }
    return nullptr;
}

} // namespace praetor::models
