#include <models/forms/form_values.hpp>

#include <models/forms/meta_schema.hpp>
#include <models/forms/preprocess.hpp>
#include <models/forms/python_text.hpp>
#include <models/forms/report.hpp>
#include <models/forms/validator.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <db/rows.hpp>

#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>

namespace praetor::models {
namespace {

namespace bj = boost::json;

constexpr auto refers_to_itself = "Invalid schema: Unable to validate schema with circular references.";

struct variable_row
{
    std::string name;
    json_text value;
};
BOOST_DESCRIBE_STRUCT(variable_row, (), (name, value))

std::string place_of(schemas::problem const& one)
{
    auto path = schemas::json_path(one.path);
    for (auto at = path.find("$."); at != std::string::npos; at = path.find("$.", at))
        path.erase(at, 2);
    return path;
}

std::string validation_words(schemas::problem const& one)
{
    if (one.path.empty())
        return "Validation failed. Failure reason: " + one.message;
    return "Validation failed for field " + schemas::python_repr(std::string_view{place_of(one)}) +
           ". Failure reason: " + one.message;
}

} // namespace

bool asks_hydration(std::string_view values)
{
    return values.find("__prefect_kind") != std::string_view::npos;
}

task<schemas::hydration_context> read_hydration_context(db::connection& conn)
{
    auto const rows = co_await conn.rows<variable_row>(db::sql{"SELECT name, value FROM variable"});
    schemas::hydration_context context;
    context.renders_variables = true;
    for (auto const& row : rows)
        context.variables[row.name] = json::parse(row.value.text);
    co_return context;
}

json_text validated_values(std::string const& schema, std::string const& values,
                           schemas::hydration_context const& context)
{
    auto const wanted = schemas::preprocessed(json::parse(schema));
    try {
        if (auto const problem = schemas::schema_problem(wanted))
            throw error{errc::unprocessable, "Invalid schema: " + *problem};
        auto const given = schemas::hydrate(json::parse(values), context);
        auto const found = schemas::validator{wanted, &given.open}.problems(given.value);
        return json_text{json::serialize(schemas::report(found, given.open))};
    }
    catch (schemas::endless const&) {
        throw error{errc::unprocessable, refers_to_itself};
    }
    catch (schemas::unresolvable const& thrown) {
        throw error{errc::unprocessable, "Invalid schema: Validation failed. Failure reason: " + thrown.text()};
    }
}

std::string hydrated_values(std::string const& values, schemas::hydration_context const& context)
{
    return json::serialize(schemas::hydrate(json::parse(values), context).value);
}

std::optional<std::string> input_problem(std::string_view schema, std::string_view values)
{
    boost::system::error_code failed;
    auto wanted = json::parse(schema, failed);
    if (failed)
        return "Run input schema is not valid JSON.";
    wanted = schemas::preprocessed(std::move(wanted));
    try {
        if (auto const problem = schemas::schema_problem(wanted))
            return "Reason: Invalid schema: " + *problem;
        auto const value = json::parse(values);
        auto const found = schemas::validator{wanted}.problems(value);
        if (found.empty())
            return std::nullopt;
        return "Reason: " + validation_words(schemas::most_specific(found));
    }
    catch (schemas::endless const&) {
        return refers_to_itself;
    }
    catch (schemas::unresolvable const& thrown) {
        return "Reason: Validation failed. Failure reason: " + thrown.text();
    }
}

} // namespace praetor::models
