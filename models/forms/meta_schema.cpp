#include <models/forms/meta_schema.hpp>

#include <models/forms/validator.hpp>

#include <server/base/json/parse.hpp>

namespace praetor::models::schemas {
namespace {

// The vocabularies in their order, their definitions put together.
constexpr std::string_view text = R"json({
"$dynamicAnchor": "meta",
"allOf": [
 {"type": ["object", "boolean"], "properties": {
  "$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"}, "$schema": {"$ref": "#/$defs/uriString"},
  "$ref": {"$ref": "#/$defs/uriReferenceString"}, "$anchor": {"$ref": "#/$defs/anchorString"},
  "$dynamicRef": {"$ref": "#/$defs/uriReferenceString"}, "$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
  "$vocabulary": {"type": "object", "propertyNames": {"$ref": "#/$defs/uriString"}, "additionalProperties": {"type": "boolean"}},
  "$comment": {"type": "string"}, "$defs": {"type": "object", "additionalProperties": {"$ref": "#"}}}},
 {"type": ["object", "boolean"], "properties": {
  "prefixItems": {"$ref": "#/$defs/schemaArray"}, "items": {"$ref": "#"}, "contains": {"$ref": "#"},
  "additionalProperties": {"$ref": "#"}, "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
  "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"}, "propertyNames": {"format": "regex"}},
  "dependentSchemas": {"type": "object", "additionalProperties": {"$ref": "#"}}, "propertyNames": {"$ref": "#"},
  "if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"}, "allOf": {"$ref": "#/$defs/schemaArray"},
  "anyOf": {"$ref": "#/$defs/schemaArray"}, "oneOf": {"$ref": "#/$defs/schemaArray"}, "not": {"$ref": "#"}}},
 {"type": ["object", "boolean"], "properties": {"unevaluatedItems": {"$ref": "#"}, "unevaluatedProperties": {"$ref": "#"}}},
 {"type": ["object", "boolean"], "properties": {
  "type": {"anyOf": [{"$ref": "#/$defs/simpleTypes"},
   {"type": "array", "items": {"$ref": "#/$defs/simpleTypes"}, "minItems": 1, "uniqueItems": true}]},
  "const": true, "enum": {"type": "array", "items": true}, "multipleOf": {"type": "number", "exclusiveMinimum": 0},
  "maximum": {"type": "number"}, "exclusiveMaximum": {"type": "number"}, "minimum": {"type": "number"},
  "exclusiveMinimum": {"type": "number"}, "maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
  "minLength": {"$ref": "#/$defs/nonNegativeInteger"}, "pattern": {"type": "string", "format": "regex"},
  "maxItems": {"$ref": "#/$defs/nonNegativeInteger"}, "minItems": {"$ref": "#/$defs/nonNegativeInteger"},
  "uniqueItems": {"type": "boolean"}, "maxContains": {"$ref": "#/$defs/nonNegativeInteger"},
  "minContains": {"$ref": "#/$defs/nonNegativeInteger"}, "maxProperties": {"$ref": "#/$defs/nonNegativeInteger"},
  "minProperties": {"$ref": "#/$defs/nonNegativeInteger"}, "required": {"$ref": "#/$defs/stringArray"},
  "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/stringArray"}}}},
 {"type": ["object", "boolean"], "properties": {
  "title": {"type": "string"}, "description": {"type": "string"}, "default": true, "deprecated": {"type": "boolean"},
  "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"}, "examples": {"type": "array", "items": true}}},
 {"type": ["object", "boolean"], "properties": {"format": {"type": "string"}}},
 {"type": ["object", "boolean"], "properties": {"contentEncoding": {"type": "string"},
  "contentMediaType": {"type": "string"}, "contentSchema": {"$ref": "#"}}}
],
"type": ["object", "boolean"],
"properties": {
 "definitions": {"type": "object", "additionalProperties": {"$ref": "#"}},
 "dependencies": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/$defs/stringArray"}]}},
 "$recursiveAnchor": {"$ref": "#/$defs/anchorString"}, "$recursiveRef": {"$ref": "#/$defs/uriReferenceString"}},
"$defs": {
 "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
 "uriString": {"type": "string", "format": "uri"}, "uriReferenceString": {"type": "string", "format": "uri-reference"},
 "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
 "nonNegativeInteger": {"type": "integer", "minimum": 0},
 "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
 "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}}
})json";

} // namespace

std::optional<std::string> schema_problem(boost::json::value const& schema)
{
    static auto const meta = json::parse(text);
    auto const found = validator{meta}.problems(schema);
    if (found.empty())
        return std::nullopt;
    return found.front().message;
}

} // namespace praetor::models::schemas
