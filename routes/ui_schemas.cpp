#include <routes/routes.hpp>

#include <models/forms/form_values.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

struct validated_fields
{
    json::json_object schema;
    json::json_object values;
};
BOOST_DESCRIBE_STRUCT(validated_fields, (), (schema, values))

// {"property": "a", "errors": […]}, {"index": 0, "errors": […]} or a text: models/forms/report.cpp writes it.
struct schema_values_validation_response
{
    std::vector<json_text> errors;
    bool valid = true;
};
BOOST_DESCRIBE_STRUCT(schema_values_validation_response, (), (errors, valid))

// What a form would say to these values before anything is run with them.
task<http::response> validate_values(scope& rq, fields<validated_fields> wanted)
{
    std::optional<std::string> hydration;
    if (models::asks_hydration(wanted->values.text)) {
        auto variables = co_await rq.db().read(models::read_workspace_variables);
        hydration = co_await rq.templates().hydrate(
            {wanted->values.text, std::move(variables), models::hydration_purpose::check});
    }
    auto validated = co_await rq.threads().run(models::validated_values, std::move(wanted->schema.text),
                                               std::move(wanted->values.text), std::move(hydration));
    http::response answer;
    answer.body = std::move(validated.text);
    co_return answer;
}

} // namespace

void add_ui_schemas(router& r)
{
    r.section("UI");
    r.post<"/ui/schemas/validate", validate_values>()
        .needs(role::viewer)
        .called("validate_obj")
        .tagged("Schemas")
        .answers_with<schema_values_validation_response>();
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::validated_fields)
PRAETOR_JSON_CODEC(praetor::routes::schema_values_validation_response)
