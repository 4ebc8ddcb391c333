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

task<std::vector<workspace_variable>> read_workspace_variables(db::connection& conn)
{
    return conn.rows<workspace_variable>(db::sql{"SELECT name, value FROM variable"});
}

json_text validated_values(std::string schema, std::string values, std::optional<std::string> hydration)
{
    auto const wanted = schemas::preprocessed(json::parse(schema));
    try {
        if (auto const problem = schemas::schema_problem(wanted))
            throw error{errc::unprocessable, "Invalid schema: " + *problem};
        auto const given = hydration ? hydrated_values(*hydration) : schemas::hydrated{json::parse(values), {}};
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

std::optional<std::string> input_problem(std::string schema, std::string values)
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
