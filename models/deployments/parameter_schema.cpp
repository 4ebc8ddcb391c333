#include <models/deployments/parameter_schema.hpp>

#include <models/forms/meta_schema.hpp>
#include <models/forms/misfit.hpp>
#include <models/forms/preprocess.hpp>
#include <models/forms/validator.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

namespace praetor::models {

std::optional<std::string> parameter_problem(std::string schema, std::string parameters, required_fields required)
{
    auto wanted = schemas::preprocessed(json::parse(schema));
    if (required == required_fields::ignored)
        wanted = schemas::without_required(std::move(wanted));
    try {
        if (auto const problem = schemas::schema_problem(wanted))
            throw error{errc::unprocessable, "Invalid schema: " + *problem};
        return schemas::misfit(wanted, json::parse(parameters));
    }
    catch (schemas::endless const&) {
        throw error{errc::unprocessable, "Invalid schema: Unable to validate schema with circular references."};
    }
}

} // namespace praetor::models
