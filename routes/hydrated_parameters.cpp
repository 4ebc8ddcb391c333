#include <routes/hydrated_parameters.hpp>

#include <models/forms/form_values.hpp>

namespace praetor::routes {

task<std::string> hydrate_parameters(scope& rq, std::string parameters)
{
    if (!models::asks_hydration(parameters))
        co_return parameters;
    auto variables = co_await rq.db().read(models::read_workspace_variables);
    auto filled = co_await hydrate_parameters(rq, std::move(parameters), std::move(variables));
    co_return filled;
}

task<std::string> hydrate_parameters(scope& rq, std::string parameters,
                                     std::vector<models::workspace_variable> variables)
{
    auto const answer =
        co_await rq.templates().hydrate({std::move(parameters), std::move(variables), models::hydration_purpose::use});
    co_return models::hydrated_text(answer);
}

} // namespace praetor::routes
