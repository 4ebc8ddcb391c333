#include <models/json_schema.hpp>

#include <boost/json/parse.hpp>

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace praetor::models {

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
        valijson::ValidationResults::Error fault;
        results.popError(fault);
        return "Reason: " + fault.description;
    }
    catch (std::exception const& thrown) {
        return std::string{"Invalid schema: "} + thrown.what();
    }
}

} // namespace praetor::models
