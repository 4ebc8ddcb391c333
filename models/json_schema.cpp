#include <models/json_schema.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace praetor::models {
namespace {

namespace bj = boost::json;

// As Python shows a value.
std::string shown(bj::value const& value)
{
    if (value.is_null())
        return "None";
    if (value.is_bool())
        return value.get_bool() ? "True" : "False";
    if (auto const* text = value.if_string())
        return '\'' + std::string{*text} + '\'';
    return bj::serialize(value);
}

bool is_of_type(bj::value const& value, std::string_view type)
{
    if (type == "integer")
        return value.is_int64() || value.is_uint64();
    return (type == "string" && value.is_string()) || (type == "boolean" && value.is_bool()) ||
           (type == "number" && value.is_number()) || (type == "object" && value.is_object()) ||
           (type == "array" && value.is_array()) || (type == "null" && value.is_null());
}

// The commonest faults in the words of Python's jsonschema, which the reference repeats: a missing property, and a value
// of another type.
std::optional<std::string> known_words(bj::object const& schema, bj::value const& value)
{
    auto const* type = schema.if_contains("type");
    if (type != nullptr && type->is_string() && !is_of_type(value, type->get_string()))
        return shown(value) + " is not of type '" + std::string{type->get_string()} + '\'';
    auto const* object = value.if_object();
    if (object == nullptr)
        return std::nullopt;
    if (auto const* required = schema.if_contains("required"); required != nullptr && required->is_array())
        for (auto const& name : required->get_array())
            if (name.is_string() && !object->contains(name.get_string()))
                return '\'' + std::string{name.get_string()} + "' is a required property";
    auto const* properties = schema.if_contains("properties");
    if (properties == nullptr || !properties->is_object())
        return std::nullopt;
    for (auto const& property : properties->get_object()) {
        auto const* member = object->if_contains(property.key());
        if (member == nullptr || !property.value().is_object())
            continue;
        if (auto words = known_words(property.value().get_object(), *member))
            return words;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> schema_fault(std::string_view schema, std::string_view value)
{
    boost::system::error_code failed;
    auto const schema_json = boost::json::parse(schema, failed);
    if (failed)
        return "Run input schema is not valid JSON.";
    auto const value_json = boost::json::parse(value, failed);
    if (failed)
        return "Run input is not valid JSON.";
    try {
        valijson::Schema parsed;
        valijson::SchemaParser parser;
        valijson::adapters::BoostJsonAdapter const schema_adapter{schema_json};
        parser.populateSchema(schema_adapter, parsed);
        valijson::Validator validator;
        valijson::ValidationResults results;
        valijson::adapters::BoostJsonAdapter const value_adapter{value_json};
        if (validator.validate(parsed, value_adapter, &results))
            return std::nullopt;
        if (auto const* object = schema_json.if_object())
            if (auto words = known_words(*object, value_json))
                return "Reason: " + *words;
        valijson::ValidationResults::Error fault;
        results.popError(fault);
        return "Reason: " + fault.description;
    }
    catch (std::exception const& thrown) {
        return std::string{"Invalid schema: "} + thrown.what();
    }
}

} // namespace praetor::models
