#include <models/forms/form_values.hpp>

#include <models/forms/meta_schema.hpp>
#include <models/forms/misfit.hpp>
#include <models/forms/preprocess.hpp>
#include <models/forms/report.hpp>
#include <models/forms/validator.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <db/rows.hpp>

#include <boost/describe/class.hpp>

namespace praetor::models {
namespace {

constexpr auto refers_to_itself = "Invalid schema: Unable to validate schema with circular references.";

} // namespace

bool asks_hydration(std::string_view values)
{
    return values.find(schemas::kind_member) != std::string_view::npos;
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
        auto const problem = schemas::misfit(wanted, json::parse(values));
        return problem ? std::optional{"Reason: " + *problem} : std::nullopt;
    }
    catch (schemas::endless const&) {
        return refers_to_itself;
    }
}

} // namespace praetor::models
